variable "name" {
  description = "Value of the bucket's tag app."
  type        = string
}

variable "bucket" {
  description = "Name of the bucket: unique over all customers."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region."
  type        = string
}

variable "deployer" {
  description = "Principal with all rights on the bucket: user_id:UUID or application_id:UUID."
  type        = string
}

variable "index_document" {
  description = "Document for a folder."
  type        = string
}

variable "error_document" {
  description = "Document for a path without a file; null for the platform's."
  type        = string
  default     = null
}

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces the bucket."
  type        = bool
}
