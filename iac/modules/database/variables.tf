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
}

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces a database."
  type        = bool
}
