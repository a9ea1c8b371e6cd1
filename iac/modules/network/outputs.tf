output "private_network_id" {
  description = "The private network."
  value       = scaleway_vpc_private_network.this.id
}
