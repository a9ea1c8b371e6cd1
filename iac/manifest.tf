# The variables of scaleway.auto.tfvars.json and images.auto.tfvars.json, which the AppHost's pipeline writes. MANIFEST.md
# describes each field. The AppHost has validated names, references, grants, dead-letter queues and limits before it wrote
# them; here are only the conditions on what the AppHost does not have. The other variables are in variables.tf.

variable "manifest" {
  description = "Kind and version of the manifest."
  type        = object({ kind = string, version = number })

  validation {
    condition     = var.manifest.kind == "scaleway-manifest" && var.manifest.version == 3
    error_message = "These modules read the kind scaleway-manifest in version 3, this is ${var.manifest.kind} in version ${var.manifest.version}. Publish again with the AppHost of the same commit."
  }
}

variable "images" {
  description = "Tags and digests of the images that steps build and push have written, by container."
  type = object({
    kind       = optional(string, "scaleway-images")
    version    = optional(number, 3)
    containers = optional(map(object({ tag = string, digest = optional(string) })), {})
  })
  default = {}

  validation {
    condition     = var.images.kind == "scaleway-images" && var.images.version == 3
    error_message = "These modules read the kind scaleway-images in version 3, this is ${var.images.kind} in version ${var.images.version}. Build and push again with the AppHost of the same commit."
  }
}

variable "containers" {
  description = "Serverless Containers by resource name."
  type = map(object({
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
    environment = optional(map(string), {})
    references  = optional(map(string), {})
    secrets     = optional(map(string), {})
    grants = optional(object({
      databases = optional(map(string), {})
      queues    = optional(map(list(string)), {})
    }), {})
  }))

  validation {
    condition = alltrue([for c in values(var.containers) : alltrue([
      for secret in values(c.secrets) : contains(nonsensitive(keys(var.secret_values)), secret)
    ])])
    error_message = "Secrets without a value: ${join(", ", distinct(flatten([for c in values(var.containers) : [
      for secret in values(c.secrets) : secret if !contains(nonsensitive(keys(var.secret_values)), secret)
    ]])))}. Set TF_VAR_secret_values to a JSON object of name and value."
  }
}

variable "functions" {
  description = "Functions by resource name. A function posts what triggers it to a container and returns its status."
  type = map(object({
    forward_to   = string
    path         = string
    memory_limit = number
    timeout      = number
    min_scale    = number
    max_scale    = number
  }))
}

variable "queues" {
  description = "Queues by resource name."
  type = map(object({
    name                        = string
    fifo                        = bool
    content_based_deduplication = bool
    visibility_timeout_seconds  = number
    message_max_age             = number
    message_max_size            = number
    receive_wait_time_seconds   = number
    dead_letter                 = optional(object({ queue = string, max_receive_count = number }))
  }))
}

variable "triggers" {
  description = "Triggers by queue name. With consumer_entry = \"function\" the function gets the messages, else the container."
  type = map(object({
    queue     = string
    container = string
    function  = optional(string)
    path      = string
    method    = string
  }))
}

variable "redis" {
  description = "Managed Redis clusters by resource name. They are only in the private network and only over TLS."
  type = map(object({
    version      = string
    node_type    = string
    cluster_size = number
    settings     = map(string)
  }))
}

variable "databases" {
  description = "Serverless SQL Databases by resource name."
  type = map(object({
    name    = string
    min_cpu = number
    max_cpu = number
  }))
}

variable "site" {
  description = "The static site; null for none. Its files are not here: OpenTofu creates the bucket, step upload-site fills it."
  type = object({
    index_document = string
    error_document = string
  })
  default = null
}

variable "api_route" {
  description = "The container that the Internet reaches through Edge Services, and the paths that go to it; null for none. The rest goes to the site."
  type = object({
    container    = string
    path_pattern = string
  })
  default = null
}
