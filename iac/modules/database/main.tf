resource "scaleway_sdb_sql_database" "this" {
  for_each = var.databases

  name       = "${var.name}-${each.value.name}"
  project_id = var.project_id
  region     = var.region
  min_cpu    = each.value.min_cpu
  max_cpu    = each.value.max_cpu

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

locals {
  # postgres://HOST:PORT/DATABASE?sslmode=require
  endpoints = {
    for key, database in scaleway_sdb_sql_database.this :
    key => regex("^postgres://(?P<host>[^:/]+):(?P<port>[0-9]+)/(?P<database>[^?]+)", database.endpoint)
  }
}
