variable "name" {
  description = "Prefix of names."
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

variable "databases" {
  description = "Databases by resource name, as in the manifest. min_cpu above 0 avoids the seconds it takes to wake up, at a price."
  type = map(object({
    name    = string
    min_cpu = number
    max_cpu = number
  }))

  validation {
    condition     = alltrue([for d in values(var.databases) : d.min_cpu >= 0 && d.max_cpu >= 1 && d.max_cpu <= 15 && d.min_cpu <= d.max_cpu])
    error_message = "min_cpu is 0 or more, max_cpu 1 to 15 and not below it."
  }
}
