output "host" {
  description = "Host name of the pipeline. Made from its id, because the attribute for it is empty right after creation."
  value       = coalesce(var.domain, local.default_host)
  # The host answers once the pipeline is complete.
  depends_on = [scaleway_edge_services_head_stage.this]
}

output "default_host" {
  description = "Target of the CNAME of an own domain."
  value       = local.default_host
}
