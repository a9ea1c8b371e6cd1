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

variable "retention_days" {
  description = "Days that each signal is kept."
  type        = map(number)

  validation {
    condition     = toset(keys(var.retention_days)) == toset(["metrics", "logs", "traces"]) && alltrue([for days in values(var.retention_days) : days >= 1 && days <= 365])
    error_message = "retention_days has metrics, logs and traces, each 1 to 365."
  }
}
