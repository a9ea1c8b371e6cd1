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
