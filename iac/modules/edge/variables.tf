variable "name" {
  description = "Name of the pipeline."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region of bucket and container."
  type        = string
}

variable "zone" {
  description = "Zone of the Load Balancer."
  type        = string
}

variable "plan" {
  description = "Plan of the project."
  type        = string

  validation {
    condition     = contains(["professional", "advanced"], var.plan)
    error_message = "plan must be professional or advanced: this pipeline has two backends, and a starter plan allows one."
  }
}

variable "domain" {
  description = "Own domain name; null for the pipeline's default one."
  type        = string
  default     = null
}

variable "dns_zone" {
  description = "Zone of domain at Scaleway, to make the CNAME in; null where it is made elsewhere."
  type        = string
  default     = null
}

variable "cache" {
  description = "Cache what an answer's Cache-Control allows."
  type        = bool
  default     = false
}

variable "bucket" {
  description = "Bucket of the site, in website mode."
  type        = string
}

variable "api_path_pattern" {
  description = "Regular expression of the paths that go to the API."
  type        = string
}

variable "load_balancer" {
  description = "Load Balancer in front of the API; null when container_id is given."
  type        = object({ id = string, frontend_id = string, host = string })
  default     = null
}

variable "container_id" {
  description = "Container of the API; null when load_balancer is given."
  type        = string
  default     = null
}

variable "waf_mode" {
  description = "enable, log_only or disable."
  type        = string

  validation {
    condition     = contains(["enable", "log_only", "disable"], var.waf_mode)
    error_message = "waf_mode must be enable, log_only or disable."
  }
}

variable "waf_paranoia_level" {
  description = "1 (few false alarms) to 4 (strict)."
  type        = number

  validation {
    condition     = contains([1, 2, 3, 4], var.waf_paranoia_level)
    error_message = "waf_paranoia_level is 1 to 4."
  }
}

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces the plan of Edge Services."
  type        = bool
}
