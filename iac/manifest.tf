# What `publish` writes into scaleway.auto.tfvars.json: what to run and how it is wired. MANIFEST.md describes it field
# by field. What a person chooses is in variables.tf.

variable "manifest_version" {
  description = "Version of the manifest format."
  type        = number

  validation {
    condition     = var.manifest_version == 2
    error_message = "These modules read manifest version 2, the manifest has version ${var.manifest_version}. Publish again with the AppHost of the same commit."
  }
}

variable "containers" {
  description = "Containers by resource name."
  type = map(object({
    image                     = object({ name = string, tag = string, digest = optional(string) })
    port                      = number
    protocol                  = optional(string, "http1")
    privacy                   = optional(string, "private")
    https_connections_only    = optional(bool, true)
    sandbox                   = optional(string, "v2")
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
    condition     = alltrue([for name in keys(var.containers) : !contains(["forwarder", "gateway"], name) && !startswith(name, "trigger-")])
    error_message = "forwarder, gateway and trigger-… are names of the modules' own identities, not of containers."
  }
  validation {
    condition = alltrue([for c in values(var.containers) : alltrue([
      for reference in values(c.references) : contains(local.reference_names, reference)
    ])])
    error_message = "No such reference: ${join(", ", distinct(flatten([for name, c in var.containers : [
      for variable, reference in c.references : "${reference} (${name}, ${variable})" if !contains(local.reference_names, reference)
    ]])))}. There are ${join(", ", local.reference_names)}."
  }
  validation {
    condition = alltrue([for c in values(var.containers) : alltrue(concat(
      [for database, role in c.grants.databases : contains(keys(var.databases), database) && contains(["read_write", "data_read_write", "read_only"], role)],
      [for queue, permissions in c.grants.queues : contains(keys(var.queues), queue) && length(setsubtract(permissions, ["publish", "receive"])) == 0],
    ))])
    error_message = "A grant names a database or queue that is not in the manifest, or a role other than read_write, data_read_write, read_only (databases) and publish, receive (queues)."
  }
  validation {
    condition = alltrue([for c in values(var.containers) : alltrue([
      for reference in values(c.references) :
      contains(keys(c.grants.databases), split(".", reference)[0]) || contains(keys(c.grants.queues), split(".", reference)[0])
      if endswith(reference, ".connection_string") && !contains(keys(var.redis), split(".", reference)[0])
    ])])
    error_message = "A container has the connection string of a database or queue for which it has no grant, so there are no keys to put in it."
  }
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
  description = "Functions by resource name. A function forwards what triggers it to a container."
  type = map(object({
    forward_to   = string
    path         = string
    memory_limit = number
    timeout      = number
    min_scale    = number
    max_scale    = number
  }))
  default = {}

  validation {
    condition     = alltrue([for f in values(var.functions) : contains(keys(var.containers), f.forward_to)])
    error_message = "A function forwards to a container that is not in the manifest."
  }
}

variable "queues" {
  description = "Queues by resource name."
  type = map(object({
    name                        = string
    fifo                        = optional(bool, false)
    content_based_deduplication = optional(bool, false)
    visibility_timeout_seconds  = number
    message_max_age             = number
    message_max_size            = number
    receive_wait_time_seconds   = number
    dead_letter                 = optional(object({ queue = string, max_receive_count = number }))
  }))
  default = {}

  validation {
    condition = alltrue([
      for q in values(var.queues) : q.dead_letter == null ? true : try(var.queues[q.dead_letter.queue].dead_letter == null && var.queues[q.dead_letter.queue].fifo == q.fifo, false)
    ])
    error_message = "A dead-letter queue must be in the manifest, of the same type (FIFO or standard), and have no dead-letter queue itself."
  }
  validation {
    condition     = alltrue([for q in values(var.queues) : endswith(q.name, ".fifo") == q.fifo])
    error_message = "The name of a FIFO queue ends in .fifo, that of another one does not."
  }
}

variable "triggers" {
  description = "What a queue's messages are sent to, by trigger name. With consumer_entry = \"function\" the function gets them, where one is named."
  type = map(object({
    queue     = string
    container = string
    function  = optional(string)
    path      = string
    method    = string
  }))
  default = {}

  validation {
    condition = alltrue([
      for t in values(var.triggers) : contains(keys(var.queues), t.queue) && contains(keys(var.containers), t.container) && (t.function == null ? true : contains(keys(var.functions), t.function))
    ])
    error_message = "A trigger names a queue, container or function that is not in the manifest."
  }
}

variable "redis" {
  description = "Managed Redis clusters by resource name. They are only in the private network and only over TLS."
  type = map(object({
    version      = string
    node_type    = string
    cluster_size = optional(number, 1)
    settings     = optional(map(string), {})
  }))
  default = {}
}

variable "databases" {
  description = "Serverless SQL databases by resource name."
  type = map(object({
    name    = string
    min_cpu = optional(number, 0)
    max_cpu = optional(number, 4)
  }))
  default = {}
}

variable "site" {
  description = "The static site; null for none. Its files are not here: OpenTofu makes the bucket, and upload-site fills it."
  type = object({
    index_document = optional(string, "index.html")
    error_document = optional(string)
  })
  default = null
}

variable "api_route" {
  description = "The container that the Internet reaches through Edge Services, and the paths that go to it; null for none. The rest goes to the site."
  type = object({
    container    = string
    path_pattern = optional(string, "^/api(/.*)?$")
  })
  default = null

  validation {
    condition     = var.api_route == null ? true : contains(keys(var.containers), var.api_route.container)
    error_message = "api_route names a container that is not in the manifest."
  }
}
