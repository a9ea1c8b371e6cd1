resource "scaleway_billing_budget" "this" {
  organization_id   = var.organization_id
  consumption_limit = var.monthly_limit
  enabled           = true
}

resource "scaleway_billing_budget_alert" "this" {
  for_each = toset(["50", "90", "100"])

  budget_id = scaleway_billing_budget.this.id
  threshold = tonumber(each.key)
}

resource "scaleway_billing_budget_alert_notification" "this" {
  for_each = scaleway_billing_budget_alert.this

  budget_alert_id = each.value.id
  email_addresses = var.email_addresses
}
