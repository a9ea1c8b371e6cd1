output "ids" {
  description = "Id of each container."
  value       = { for key, container in scaleway_container.this : key => container.id }
}

output "urls" {
  description = "URL of each container, without a slash at the end."
  value       = { for key, container in scaleway_container.this : key => trimsuffix(container.public_endpoint, "/") }
}
