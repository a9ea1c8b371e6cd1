output "hosts" {
  description = "First node of each cluster."
  value       = { for key, node in local.nodes : key => node.ips[0] }
}

output "ports" {
  description = "Port of each cluster."
  value       = { for key, node in local.nodes : key => node.port }
}

output "certificates" {
  description = "PEM of the certificate that each cluster signed itself."
  value       = { for key, cluster in scaleway_redis_cluster.this : key => cluster.certificate }
}

output "connection_strings" {
  description = "For StackExchange.Redis."
  value = {
    for key, node in local.nodes : key => join(",", concat(
      [for ip in node.ips : "${ip}:${node.port}"],
      ["user=${var.user_name}", "password=${var.password}", "ssl=true"],
    ))
  }
  sensitive = true
}
