output "urls" {
  description = "URL of the data source of each signal."
  value       = { for signal, source in scaleway_cockpit_source.this : signal => source.url }
}

output "otlp_endpoints" {
  description = "Full OTLP URL (http/protobuf) of each signal."
  value       = { for signal, source in scaleway_cockpit_source.this : signal => "${source.url}/otlp/v1/${signal}" }
}

output "otlp_headers" {
  description = "Value of OTEL_EXPORTER_OTLP_HEADERS."
  value       = "X-Token=${scaleway_cockpit_token.write.secret_key}"
  sensitive   = true
}
