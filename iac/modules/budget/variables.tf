variable "organization_id" {
  description = "Organization whose consumption counts; null for the provider's."
  type        = string
  default     = null
}

variable "monthly_limit" {
  description = "Euros per month."
  type        = number
}

variable "email_addresses" {
  description = "Recipients of the emails at 50, 90 and 100 %."
  type        = set(string)
}
