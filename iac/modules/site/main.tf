resource "scaleway_object_bucket" "this" {
  name       = var.bucket
  project_id = var.project_id
  region     = var.region
  # The files come from the site's build: protect_data alone keeps the bucket.
  force_destroy = true
  # The provider refuses a tag without a value.
  tags = { app = var.name, managed-by = "opentofu" }

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

resource "scaleway_object_bucket_website_configuration" "this" {
  bucket     = scaleway_object_bucket.this.name
  project_id = var.project_id
  region     = var.region

  index_document {
    suffix = var.index_document
  }

  dynamic "error_document" {
    for_each = var.error_document[*]
    content {
      key = error_document.value
    }
  }
}

# A policy denies every principal that it does not name, the project's owner included.
resource "scaleway_object_bucket_policy" "this" {
  bucket     = scaleway_object_bucket.this.name
  project_id = var.project_id
  region     = var.region

  policy = jsonencode({
    Version = "2023-04-17"
    Id      = var.bucket
    Statement = [
      {
        Sid       = "deployer"
        Effect    = "Allow"
        Principal = { SCW = var.deployer }
        Action    = ["s3:*"]
        Resource  = [var.bucket, "${var.bucket}/*"]
      },
      {
        Sid       = "visitors"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject"]
        Resource  = ["${var.bucket}/*"]
      },
    ]
  })
}
