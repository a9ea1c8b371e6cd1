resource "scaleway_cockpit_source" "this" {
  for_each = var.retention_days

  name           = "${var.name}-${each.key}"
  type           = each.key
  retention_days = each.value
  project_id     = var.project_id
  region         = var.region
}

resource "scaleway_cockpit_token" "write" {
  name       = "${var.name}-write"
  project_id = var.project_id
  region     = var.region

  scopes {
    write_metrics       = true
    write_logs          = true
    write_traces        = true
    query_metrics       = false
    query_logs          = false
    query_traces        = false
    setup_alerts        = false
    setup_logs_rules    = false
    setup_metrics_rules = false
  }
}
