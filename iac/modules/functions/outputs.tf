output "ids" {
  description = "Id of each function."
  value       = { for key, function in scaleway_function.forwarder : key => function.id }
}
