# What a person chooses: -var, TF_VAR_… or terraform.tfvars (see terraform.tfvars.example).

variable "project_id" {
  description = "Scaleway project to deploy to."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.project_id))
    error_message = "project_id must be a UUID, as the console shows it under Project settings."
  }
}

variable "region" {
  description = "Region. Queues exist in fr-par and nl-ams."
  type        = string
  default     = "fr-par"

  validation {
    condition     = contains(["fr-par", "nl-ams"], var.region)
    error_message = "region must be fr-par or nl-ams: Scaleway Queues exists only there."
  }
}

variable "zone" {
  description = "Zone of Redis, the Load Balancer and the gateway; in the region."
  type        = string
  default     = "fr-par-1"

  validation {
    condition     = startswith(var.zone, "${var.region}-")
    error_message = "zone must be in region."
  }
}

variable "name" {
  description = "Prefix of every resource's name. Two deployments in one project need two."
  type        = string
  default     = "scalewaypoc"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "api_ingress" {
  description = "load_balancer: Edge, Load Balancer, gateway Instance, private API container. edge: Edge, public API container."
  type        = string
  default     = "load_balancer"

  validation {
    condition     = contains(["load_balancer", "edge"], var.api_ingress)
    error_message = "api_ingress must be load_balancer or edge."
  }
}

variable "consumer_entry" {
  description = "function: queue trigger, Function, private Consumer container. container: queue trigger, private Consumer container."
  type        = string
  default     = "function"

  validation {
    condition     = contains(["function", "container"], var.consumer_entry)
    error_message = "consumer_entry must be function or container."
  }
}

variable "secret_values" {
  description = "Values of the secrets that the manifest names. Never in the manifest: set TF_VAR_secret_values."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "redis_password" {
  description = "Password of Redis: set TF_VAR_redis_password."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.redis_password) >= 16 && length(var.redis_password) <= 128 && alltrue([for class in ["[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9,;=\\s]"] : can(regex(class, var.redis_password))]) && !can(regex("[,\\s]", var.redis_password))
    error_message = "redis_password must be 16 to 128 characters with a lower-case and an upper-case letter, a digit and a special character, and no comma or white space (both end a value in a StackExchange.Redis connection string)."
  }
}

variable "publish_directory" {
  description = "Folder that publish wrote to; the site's files are in its folder site/."
  type        = string
  default     = "."
}
