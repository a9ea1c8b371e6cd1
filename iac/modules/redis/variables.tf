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

variable "protect_data" {
  description = "Refuse every plan that deletes or replaces a cluster."
  type        = bool
}
