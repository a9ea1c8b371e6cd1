variable "name" {
  description = "Prefix of names, which are unique in the organization."
  type        = string
}

variable "project_id" {
  description = "Project of the permissions."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "identities" {
  description = "Permission sets in the project, by workload."
  type        = map(set(string))
}
