output "site_url" {
  description = "The site; null without a site and an API."
  value       = try("https://${module.edge[0].host}/", null)
}

output "api_url" {
  description = "The API, through the firewall."
  value       = try("https://${module.edge[0].host}/api", null)
}

output "default_host" {
  description = "Host that an own domain is a CNAME of."
  value       = try(module.edge[0].default_host, null)
}

output "registry_endpoint" {
  description = "Where publish step push sends images to (user nologin, password: a secret key)."
  value       = module.registry.endpoint
}

output "bucket" {
  description = "Bucket of the site."
  value       = try(module.site[0].bucket, null)
}

output "bucket_region" {
  description = "Region of the bucket."
  value       = var.region
}

output "bucket_endpoint" {
  description = "Where the files of the site are uploaded to, with the S3 protocol."
  value       = try(module.site[0].endpoint, null)
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
