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

  validation {
    condition     = alltrue([for c in values(var.containers) : length([for threshold in values(c.scaling) : threshold if threshold != null]) == 1])
    error_message = "A container scales by exactly one threshold."
  }
  validation {
    condition     = alltrue([for c in values(var.containers) : c.min_scale >= 1 || c.scaling.concurrent_requests_threshold != null])
    error_message = "Scaling by CPU or memory needs min_scale of 1 or more."
  }
  validation {
    condition     = alltrue([for c in values(var.containers) : c.cpu_limit >= 70 && c.cpu_limit <= 6000 && c.memory_limit_bytes >= 128000000 && c.memory_limit_bytes <= 12228000000 && c.min_scale <= c.max_scale && c.timeout >= 10 && c.timeout <= 3600])
    error_message = "Limits of Scaleway Containers: 70 to 6000 mvCPU, 128 to 12228 MB of memory, min_scale not above max_scale, timeout 10 to 3600 s."
  }
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
