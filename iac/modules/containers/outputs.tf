output "ids" {
  description = "Id of each container."
  value       = { for key, container in scaleway_container.this : key => container.id }
}

output "statuses" {
  description = "Status of each container, and the platform's message when it does not run."
  value       = { for key, container in scaleway_container.this : key => { status = container.status, error = container.error_message } }
}

output "urls" {
  description = "URL of each container, without a slash at the end."
  value       = { for key, container in scaleway_container.this : key => trimsuffix(container.public_endpoint, "/") }
}
