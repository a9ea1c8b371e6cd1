variable "name" {
  description = "Name of the namespace."
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

variable "registry_endpoint" {
  description = "Address that image names are appended to."
  type        = string
}

variable "private_network_id" {
  description = "Network that the containers can reach. It is for egress only."
  type        = string
}

variable "containers" {
  description = "Containers by resource name, as in the manifest."
  type = map(object({
    image                     = object({ name = string, tag = string, digest = optional(string) })
    port                      = number
    protocol                  = string
    privacy                   = string
    https_connections_only    = bool
    sandbox                   = string
    cpu_limit                 = number
    memory_limit_bytes        = number
    local_storage_limit_bytes = optional(number)
    min_scale                 = number
    max_scale                 = number
    timeout                   = number
    scaling = object({
      concurrent_requests_threshold = optional(number)
      cpu_usage_threshold           = optional(number)
      memory_usage_threshold        = optional(number)
    })
    startup_probe = optional(object({
      path = optional(string), interval = string, timeout = string, failure_threshold = number
    }))
    liveness_probe = optional(object({
      path = optional(string), interval = string, timeout = string, failure_threshold = number
    }))
  }))
}

variable "environment" {
  description = "Plain variables of each container, references resolved."
  type        = map(map(string))

  validation {
    condition     = alltrue([for variables in values(var.environment) : alltrue([for value in values(variables) : length(value) <= 1000])])
    error_message = "A plain variable may have 1000 characters; a longer one must be a secret."
  }
}

variable "secret_environment" {
  description = "Secret variables of each container, references resolved."
  type        = map(map(string))
  sensitive   = true
}

variable "triggers" {
  description = "Triggers by name: messages of a queue are sent to a path of a container."
  type        = map(object({ queue = string, container = string, path = string, method = string }))
}

variable "queue_endpoint" {
  description = "Service URL of the queues."
  type        = string
}

variable "queue_urls" {
  description = "Full URL of each queue."
  type        = map(string)
}

variable "trigger_keys" {
  description = "Receive-only queue keys of each trigger."
  type        = map(object({ access_key = string, secret_key = string }))
  sensitive   = true
}
