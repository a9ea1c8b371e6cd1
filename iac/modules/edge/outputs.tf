output "host" {
  description = "Host name of the pipeline. Made from its id, because the attribute for it is empty right after creation."
  value       = coalesce(var.domain, local.default_host)
  # Not of use before the pipeline is complete.
  depends_on = [scaleway_edge_services_head_stage.this]
}

output "default_host" {
  description = "What an own domain is a CNAME of."
  value       = local.default_host
}
