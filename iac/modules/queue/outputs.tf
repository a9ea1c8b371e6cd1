output "endpoint" {
  description = "Service URL."
  value       = scaleway_mnq_sqs.this.endpoint
}

output "urls" {
  description = "Full URL of each queue."
  value       = { for key, queue in local.queues : key => queue.url }
}

output "names" {
  description = "Name of each queue."
  value       = { for key, queue in local.queues : key => queue.name }
}

output "credentials" {
  description = "Keys by name."
  value       = { for key, keys in scaleway_mnq_sqs_credentials.workload : key => { access_key = keys.access_key, secret_key = keys.secret_key } }
  sensitive   = true
}
