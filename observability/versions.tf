terraform {
  required_version = ">= 1.12"

  required_providers {
    grafana = {
      source  = "grafana/grafana"
      version = "~> 4.21"
    }
  }
}

# Cockpit's Grafana accepts an API key of Scaleway in a header. It is created at the first visit:
# open it once in the console, or this root cannot connect to it.
provider "grafana" {
  url  = var.grafana_url != null ? var.grafana_url : "https://${var.project_id}.dashboard.cockpit.scaleway.com"
  auth = "anonymous"

  http_headers = {
    "X-Auth-Token" = var.secret_key
  }
}
