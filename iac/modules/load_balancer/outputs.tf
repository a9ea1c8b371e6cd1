output "id" {
  description = "The Load Balancer."
  value       = scaleway_lb.this.id
}

output "frontend_id" {
  description = "The frontend that Edge Services comes in by."
  value       = scaleway_lb_frontend.https.id
}

output "host" {
  description = "Host name that the certificate is for."
  value       = local.host
}
