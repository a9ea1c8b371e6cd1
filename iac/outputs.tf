output "site_url" {
  description = "The site; null without a site and an API."
  value       = try("https://${module.edge.host}/", null)
}

output "api_url" {
  description = "The API, through the firewall."
  value       = try("https://${module.edge.host}/api", null)
}

output "default_host" {
  description = "Target of the CNAME of an own domain."
  value       = try(module.edge.default_host, null)
}

output "registry_endpoint" {
  description = "Address that step push sends images to (user nologin, password: a secret key)."
  value       = module.registry.endpoint
}

output "bucket" {
  description = "Bucket of the site."
  value       = try(module.site.bucket, null)
}

output "bucket_region" {
  description = "Region of the bucket."
  value       = var.region
}

output "bucket_endpoint" {
  description = "Address of Object Storage for the upload of the site, S3 protocol."
  value       = try(module.site.endpoint, null)
}

output "container_statuses" {
  description = "Status of each container as the platform reported it last, and its message when it does not run."
  value       = module.containers.statuses
}

output "container_urls" {
  description = "Endpoint of each container. A private one answers 403 without an X-Auth-Token."
  value       = module.containers.urls
}

output "queue_urls" {
  description = "URL of each queue."
  value       = module.queue.urls
}

output "dashboard_url" {
  description = "Logs, metrics and traces."
  value       = "https://console.scaleway.com/cockpit/overview"
}

output "cockpit_urls" {
  description = "URLs of Cockpit's data sources by signal, for observability/; null without telemetry."
  value       = try(module.observability.urls, null)
}
