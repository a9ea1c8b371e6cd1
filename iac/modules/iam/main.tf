# One application, policy and key per workload: each can be revoked, and read in the audit trail, by itself.
resource "scaleway_iam_application" "this" {
  for_each = var.identities

  name        = "${var.name}-${each.key}"
  description = "Workload ${each.key} of ${var.name}"
  tags        = var.tags
}

resource "scaleway_iam_policy" "this" {
  for_each = var.identities

  name           = "${var.name}-${each.key}"
  description    = "Permissions of ${each.key} of ${var.name}"
  application_id = scaleway_iam_application.this[each.key].id
  tags           = var.tags

  rule {
    project_ids          = [var.project_id]
    permission_set_names = each.value
  }
}

resource "scaleway_iam_api_key" "this" {
  for_each = var.identities

  application_id     = scaleway_iam_application.this[each.key].id
  default_project_id = var.project_id
  description        = "Workload ${each.key} of ${var.name}"
}
