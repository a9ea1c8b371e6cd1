variable "name" {
  description = "Name of the namespace."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region; triggers of queues exist where queues do."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "runtime" {
  description = "Node.js runtime of the forwarder. Functions has no .NET runtime."
  type        = string

  validation {
    condition     = can(regex("^node(2[0-9])$", var.runtime))
    error_message = "runtime must be node20 or later: the forwarder uses fetch."
  }
}

variable "package" {
  description = "Path of the forwarder's package, a zip file."
  type        = string
}

variable "functions" {
  description = "Functions by resource name; messages are sent to target_url."
  type = map(object({
    target_url   = string
    memory_limit = number
    timeout      = number
    min_scale    = number
    max_scale    = number
  }))
}

variable "target_token" {
  description = "Secret key that the private target accepts as X-Auth-Token."
  type        = string
  sensitive   = true
}

variable "triggers" {
  description = "Triggers by name: messages of a queue are sent to a function."
  type        = map(object({ queue = string, function = string }))
}

variable "queue_names" {
  description = "Name of each queue."
  type        = map(string)
}
