variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region."
  type        = string
}

variable "email_addresses" {
  description = "Recipients of the alerts."
  type        = set(string)
}
