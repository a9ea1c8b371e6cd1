variable "name" {
  description = "Name of the registry namespace: unique in the region, over all customers."
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

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces the images."
  type        = bool
}
