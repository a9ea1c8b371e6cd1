resource "scaleway_container_namespace" "this" {
  name        = var.name
  description = "Containers of ${var.name}"
  project_id  = var.project_id
  region      = var.region
  tags        = var.tags
}

resource "scaleway_container" "this" {
  for_each = var.containers

  namespace_id              = scaleway_container_namespace.this.id
  name                      = each.key
  region                    = var.region
  tags                      = var.tags
  image                     = "${var.registry_endpoint}/${each.value.image.name}:${each.value.image.tag}"
  registry_sha256           = coalesce(each.value.image.digest, each.value.image.tag)
  port                      = each.value.port
  protocol                  = each.value.protocol
  privacy                   = each.value.privacy
  https_connections_only    = each.value.https_connections_only
  sandbox                   = each.value.sandbox
  cpu_limit                 = each.value.cpu_limit
  memory_limit_bytes        = each.value.memory_limit_bytes
  local_storage_limit_bytes = each.value.local_storage_limit_bytes
  min_scale                 = each.value.min_scale
  max_scale                 = each.value.max_scale
  timeout                   = each.value.timeout
  private_network_id        = var.private_network_id

  environment_variables        = var.environment[each.key]
  secret_environment_variables = var.secret_environment[each.key]

  scaling_option {
    concurrent_requests_threshold = each.value.scaling.concurrent_requests_threshold
    cpu_usage_threshold           = each.value.scaling.cpu_usage_threshold
    memory_usage_threshold        = each.value.scaling.memory_usage_threshold
  }

  dynamic "startup_probe" {
    for_each = each.value.startup_probe[*]
    content {
      interval          = startup_probe.value.interval
      timeout           = startup_probe.value.timeout
      failure_threshold = startup_probe.value.failure_threshold
      tcp               = startup_probe.value.path == null ? true : null
      dynamic "http" {
        for_each = startup_probe.value.path[*]
        content {
          path = http.value
        }
      }
    }
  }

  dynamic "liveness_probe" {
    for_each = each.value.liveness_probe[*]
    content {
      interval          = liveness_probe.value.interval
      timeout           = liveness_probe.value.timeout
      failure_threshold = liveness_probe.value.failure_threshold
      tcp               = liveness_probe.value.path == null ? true : null
      dynamic "http" {
        for_each = liveness_probe.value.path[*]
        content {
          path = http.value
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = each.value.image.tag != "unbuilt"
      error_message = "Image ${each.value.image.name} has the tag unbuilt: there is no image of this container in images.auto.tfvars.json. Run the AppHost's step push, or deploy, which includes it."
    }
  }
}

resource "scaleway_container_trigger" "queue" {
  for_each = var.triggers

  container_id = scaleway_container.this[each.value.container].id
  name         = each.key
  description  = "Queue ${each.value.queue}"
  region       = var.region
  tags         = var.tags

  sqs {
    endpoint   = var.queue_endpoint
    queue_url  = var.queue_urls[each.value.queue]
    access_key = var.trigger_keys[each.key].access_key
    secret_key = var.trigger_keys[each.key].secret_key
    # No project_id and region: the provider never reads them back, so they would replace the trigger on every apply.
  }

  destination_config {
    http_path   = each.value.path
    http_method = each.value.method
  }
}
