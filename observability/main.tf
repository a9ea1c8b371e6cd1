resource "grafana_folder" "this" {
  title = var.namespace
}

resource "grafana_dashboard" "this" {
  for_each = fileset("${path.module}/dashboards", "*.json")

  folder      = grafana_folder.this.uid
  config_json = file("${path.module}/dashboards/${each.key}")
}

module "rules" {
  source   = "./rules"
  for_each = { metrics = "prometheus/config/v1/rules", logs = "loki/api/v1/rules" }

  file         = each.key
  url          = "${var.cockpit_urls[each.key]}/${each.value}/${var.namespace}"
  runbook_base = var.runbook_base
}
