# What a person chooses: -var, TF_VAR_… or terraform.tfvars (see terraform.tfvars.example).

variable "project_id" {
  description = "Scaleway project to deploy to."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.project_id))
    error_message = "project_id must be a UUID, as the console shows it under Project settings."
  }
}

variable "organization_id" {
  description = "Organization of the project: the owner of the IAM applications and of the budget. null: the one in SCW_DEFAULT_ORGANIZATION_ID or in the configuration file of the scw command."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null ? true : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.organization_id))
    error_message = "organization_id must be a UUID, as the console shows it under Organization settings."
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
  description = "Prefix of every resource's name."
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

variable "redis_password_version" {
  description = "Increase it when redis_password changes: a write-only value is sent only then."
  type        = number
  default     = 1
}

variable "deployer" {
  description = "Principal that runs tofu and uploads the site: user_id:UUID or application_id:UUID. The bucket's policy denies every principal that it does not name."
  type        = string

  validation {
    condition     = can(regex("^(user|application)_id:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.deployer))
    error_message = "deployer must be user_id:UUID or application_id:UUID, as the console shows it under IAM."
  }
}

variable "domain" {
  description = "Own domain name of site and API, a subdomain: a CNAME of output default_host. null: the default host."
  type        = string
  default     = null
}

variable "dns_zone" {
  description = "Zone of domain at Scaleway Domains and DNS: the CNAME is then part of the deployment. null: the CNAME is made elsewhere."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone == null ? true : endswith(coalesce(var.domain, "-"), ".${var.dns_zone}")
    error_message = "dns_zone must be the zone of domain: poc.example.org is in example.org."
  }
}

variable "edge_cache" {
  description = "Cache at the edge what an answer's Cache-Control allows: the site's files. The API's answers say no-cache."
  type        = bool
  default     = false
}

variable "edge_plan" {
  description = "Plan of Edge Services for the whole project: professional or advanced (more firewall requests). The pipeline has two backends; starter allows one (UNVERIFIED)."
  type        = string
  default     = "professional"
}

variable "waf_mode" {
  description = "Firewall before the API: log_only, enable or disable. docs/operations.md has the steps from log_only to enable."
  type        = string
  default     = "log_only"
}

variable "waf_paranoia_level" {
  description = "1 (few false positives) to 4 (strict). JSON in arbitrary values triggers the higher levels."
  type        = number
  default     = 1
}

variable "load_balancer_type" {
  description = "Type of the Load Balancer, with api_ingress = \"load_balancer\"."
  type        = string
  default     = "LB-S"
}

variable "gateway_count" {
  description = "Gateway Instances behind the Load Balancer; two survive the loss of one."
  type        = number
  default     = 1
}

variable "gateway_type" {
  description = "Type of the gateway Instances."
  type        = string
  default     = "DEV1-S"
}

variable "gateway_image" {
  description = "Image of the gateway Instances: a Debian or Ubuntu."
  type        = string
  default     = "ubuntu_noble"
}

variable "function_runtime" {
  description = "Runtime of the forwarding Function, with consumer_entry = \"function\"."
  type        = string
  default     = "node22"
}

variable "forwarder_package" {
  description = "Package of the forwarding Function: forwarder.zip of the published folder, by an absolute path or one from the folder of this configuration. null: ../forwarder.zip, its place in a hand-over folder."
  type        = string
  default     = null
}

variable "registry_endpoint" {
  description = "Registry of the containers' images, HOST/NAMESPACE. null: that of the deployment."
  type        = string
  default     = null
}

variable "telemetry" {
  description = "Send logs, metrics and traces to Cockpit. Without it the otlp references are left out."
  type        = bool
  default     = true
}

variable "retention_days" {
  description = "Days that Cockpit keeps each signal."
  type        = object({ metrics = number, logs = number, traces = number })
  default     = { metrics = 31, logs = 7, traces = 7 }
}

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces databases, Redis, queues, images or the site's bucket."
  type        = bool
  default     = true
}

variable "budget" {
  description = "Email at 50, 90 and 100 % of a monthly sum in euros. Counts the whole organization. null: none."
  type        = object({ monthly_limit = number, email_addresses = set(string) })
  default     = null

  validation {
    condition     = var.budget == null ? true : var.budget.monthly_limit > 0 && length(var.budget.email_addresses) > 0
    error_message = "budget needs a monthly_limit above 0 and an email address."
  }
}

variable "alert_email_addresses" {
  description = "Recipients of Cockpit's preconfigured alerts. Empty: no alert manager."
  type        = set(string)
  default     = []
}
