output "endpoints" {
  description = "Host, port and database name of each database."
  value       = local.endpoints
}
