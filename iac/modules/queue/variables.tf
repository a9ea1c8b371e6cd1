variable "name" {
  description = "Prefix of names."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "region" {
  description = "Region: fr-par or nl-ams."
  type        = string
}

variable "queues" {
  description = "Queues by resource name, as in the manifest."
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

  validation {
    condition     = alltrue([for q in values(var.queues) : length("${var.name}-${q.name}") <= 80])
    error_message = "A queue's name with its prefix may have 80 characters."
  }
}

variable "credentials" {
  description = "Keys by name, with their permissions: publish, receive. Scaleway's queue keys hold for all queues of the project."
  type        = map(set(string))
}

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces a queue or the activation of Queues."
  type        = bool
}
