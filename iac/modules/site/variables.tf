variable "bucket" {
  description = "Name of the bucket: unique over all customers."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "deployer" {
  description = "Who may do everything with the bucket: user_id:UUID or application_id:UUID."
  type        = string

  validation {
    condition     = can(regex("^(user|application)_id:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.deployer))
    error_message = "deployer must be user_id:UUID or application_id:UUID."
  }
}

variable "index_document" {
  description = "Document for a folder."
  type        = string
}

variable "error_document" {
  description = "Document for what is not there; null for the platform's."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Delete the bucket even with files in it."
  type        = bool
}
