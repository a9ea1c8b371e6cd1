variable "name" {
  description = "Prefix of names."
  type        = string
}

variable "project_id" {
  description = "Scaleway project."
  type        = string
}

variable "zone" {
  description = "Zone."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "clusters" {
  description = "Clusters by resource name, as in the manifest."
  type = map(object({
    version      = string
    node_type    = string
    cluster_size = number
    settings     = map(string)
  }))

  validation {
    condition     = alltrue([for c in values(var.clusters) : c.cluster_size >= 1 && c.cluster_size <= 6])
    error_message = "cluster_size is 1 (standalone), 2 (high availability) or 3 to 6 (cluster)."
  }
}

variable "private_network_id" {
  description = "The only network that reaches the clusters."
  type        = string
}

variable "user_name" {
  description = "The clusters' only user."
  type        = string
  default     = "scalewaypoc"
}

variable "password" {
  description = "Its password."
  type        = string
  sensitive   = true
}

variable "password_version" {
  description = "Counts changes of the password: a write-only value is sent only when this changes."
  type        = number
}

variable "write_only" {
  description = "Keep the password out of the state (needs OpenTofu 1.11)."
  type        = bool
}
