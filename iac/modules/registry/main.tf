# A container namespace no longer brings a registry of its own (container API v1).
resource "scaleway_registry_namespace" "this" {
  name        = var.name
  description = "Container images of ${var.name}"
  is_public   = false
  project_id  = var.project_id
  region      = var.region

  lifecycle {
    prevent_destroy = var.protect_data
  }
}
