variable "name" {
  description = "Name of the VPC and of its private network."
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

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "subnet" {
  description = "IPv4 range. Every container instance takes several addresses of it."
  type        = string
  default     = "172.16.0.0/22"

  validation {
    condition     = can(cidrhost(var.subnet, 0)) && try(tonumber(split("/", var.subnet)[1]) <= 24, false)
    error_message = "subnet must be an IPv4 range of at least 256 addresses (a prefix of 24 or less)."
  }
}
