output "endpoint" {
  description = "Address that image names are appended to."
  value       = scaleway_registry_namespace.this.endpoint
}
