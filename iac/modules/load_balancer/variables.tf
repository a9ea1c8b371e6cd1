variable "name" {
  description = "Name and prefix of names."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region of the zone."
  type        = string
}

variable "zone" {
  description = "Zone."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "type" {
  description = "Type of the Load Balancer."
  type        = string
}

variable "private_network_id" {
  description = "Network between the Load Balancer and the gateway."
  type        = string
}

variable "target_host" {
  description = "Host name of the container."
  type        = string
}

variable "target_token" {
  description = "Secret key that the private container accepts as X-Auth-Token."
  type        = string
  sensitive   = true
}

variable "timeout_seconds" {
  description = "How long the container may take for a request."
  type        = number
}

variable "gateway_count" {
  description = "Number of gateways. One is a single point of failure, two is not."
  type        = number

  validation {
    condition     = var.gateway_count >= 1 && var.gateway_count <= 5 && floor(var.gateway_count) == var.gateway_count
    error_message = "gateway_count is 1 to 5."
  }
}

variable "gateway_type" {
  description = "Instance type of the gateway."
  type        = string
}

variable "gateway_image" {
  description = "Label of the gateway's image: a Debian or Ubuntu with cloud-init."
  type        = string
}
