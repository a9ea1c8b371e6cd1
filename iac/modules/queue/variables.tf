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
  validation {
    condition     = alltrue([for q in values(var.queues) : q.visibility_timeout_seconds >= 0 && q.visibility_timeout_seconds <= 43200 && q.message_max_age >= 60 && q.message_max_age <= 1209600 && q.message_max_size >= 1024 && q.message_max_size <= 262144 && q.receive_wait_time_seconds >= 0 && q.receive_wait_time_seconds <= 20])
    error_message = "Limits of Scaleway Queues: visibility 0 to 43200 s, retention 60 to 1209600 s, size 1024 to 262144 bytes, wait 0 to 20 s."
  }
}

variable "credentials" {
  description = "Keys to make: name to what they may do, of publish and receive. Scaleway's queue keys hold for all queues of the project."
  type        = map(set(string))

  validation {
    condition     = alltrue([for permissions in values(var.credentials) : length(setsubtract(permissions, ["publish", "receive"])) == 0])
    error_message = "A workload's queue keys may publish and receive; only tofu manages."
  }
}
