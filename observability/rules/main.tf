# One rule group per request: Mimir and Loki have the same API for them. No provider of the registry signs these requests as
# Cockpit wants it, and curl does.
variable "file" {
  description = "Name of a rule file in this folder, without its extension."
  type        = string
}

variable "url" {
  description = "Address of the namespace in the rules API."
  type        = string
}

variable "runbook_base" {
  description = "Prefix of runbook_url."
  type        = string
}

locals {
  groups = {
    for group in yamldecode(file("${path.module}/${var.file}.yaml")).groups : group.name => merge(group, {
      rules = [for rule in group.rules : merge(rule, {
        annotations = merge(rule.annotations, { runbook_url = "${var.runbook_base}${rule.annotations.runbook_url}" })
      })]
    })
  }
}

resource "terraform_data" "group" {
  for_each = local.groups

  input            = { url = var.url, name = each.key, script = "${path.module}/send.sh" }
  triggers_replace = [var.url, each.value]

  # JSON is YAML.
  provisioner "local-exec" {
    command     = "sh ${self.input.script} POST ${self.input.url}"
    environment = { BODY = jsonencode(each.value) }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "sh ${self.input.script} DELETE ${self.input.url}/${self.input.name}"
  }
}
