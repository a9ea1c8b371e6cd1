output "bucket" {
  description = "Name of the bucket."
  value       = scaleway_object_bucket.this.name
  # Edge Services reads the bucket as a website, and as a visitor.
  depends_on = [scaleway_object_bucket_website_configuration.this, scaleway_object_bucket_policy.this]
}

output "endpoint" {
  description = "Address of Object Storage, for uploads."
  value       = scaleway_object_bucket.this.api_endpoint
}

output "website_endpoint" {
  description = "Host of the bucket as a website, the origin of Edge Services."
  value       = scaleway_object_bucket_website_configuration.this.website_endpoint
}
