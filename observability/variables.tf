variable "project_id" {
  description = "Scaleway project of the deployment."
  type        = string
}

variable "secret_key" {
  description = "Secret key of an API key with ObservabilityFullAccess. Set TF_VAR_secret_key: the rules read that variable too."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "cockpit_urls" {
  description = "URLs of the data sources metrics and logs: output cockpit_urls of iac/."
  type        = object({ metrics = string, logs = string })
}

variable "namespace" {
  description = "Folder of the dashboards and namespace of the rules."
  type        = string
  default     = "scalewaypoc"
}

variable "runbook_base" {
  description = "Prefix of runbook_url in the rules, ending in a slash: the repository's address for files."
  type        = string
  default     = ""
}

variable "grafana_url" {
  description = "Grafana; null for the one of the project's Cockpit."
  type        = string
  default     = null
}
