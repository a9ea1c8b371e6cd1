variable "name" {
  description = "Prefix of names."
  type        = string
}

variable "project_id" {
  description = "The only project that the permissions hold for."
  type        = string
}

variable "tags" {
  description = "Tags."
  type        = list(string)
}

variable "identities" {
  description = "Workload to the permission sets it has in the project."
  type        = map(set(string))

  validation {
    condition     = alltrue([for sets in values(var.identities) : length(sets) > 0 && alltrue([for set in sets : !endswith(set, "FullAccess")])])
    error_message = "A workload has at least one permission set, and never a FullAccess one."
  }
}
