# The platform's own rules for the products of the project. One alert manager per project and region.
data "scaleway_cockpit_preconfigured_alert" "all" {
  project_id = var.project_id
  region     = var.region
}

resource "scaleway_cockpit_alert_manager" "this" {
  project_id              = var.project_id
  region                  = var.region
  preconfigured_alert_ids = data.scaleway_cockpit_preconfigured_alert.all.alerts[*].preconfigured_rule_id

  dynamic "contact_points" {
    for_each = var.email_addresses
    content {
      email = contact_points.value
    }
  }
}
