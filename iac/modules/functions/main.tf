resource "scaleway_function_namespace" "this" {
  name        = var.name
  description = "Functions of ${var.name}"
  project_id  = var.project_id
  region      = var.region
  tags        = var.tags
}

resource "scaleway_function" "forwarder" {
  for_each = var.functions

  namespace_id = scaleway_function_namespace.this.id
  name         = each.key
  description  = "Passes what triggers it on to ${each.value.target_url}"
  project_id   = var.project_id
  region       = var.region
  tags         = var.tags
  runtime      = var.runtime
  handler      = "handler.handle"
  privacy      = "private"
  http_option  = "redirected"
  memory_limit = each.value.memory_limit
  timeout      = each.value.timeout
  min_scale    = each.value.min_scale
  max_scale    = each.value.max_scale
  zip_file     = var.package
  zip_hash     = filesha256(var.package)
  # Without this the package is uploaded and never built.
  deploy = true

  environment_variables = {
    TARGET_URL             = each.value.target_url
    TARGET_TIMEOUT_SECONDS = tostring(each.value.timeout - 1)
  }
  secret_environment_variables = { TARGET_TOKEN = var.target_token }

  lifecycle {
    precondition {
      condition     = fileexists(var.package)
      error_message = "The Function's package ${var.package} does not exist. The AppHost's step publish writes it, as forwarder.zip: pass -var=forwarder_package=PATH."
    }
  }
}

# The provider keeps the trigger of a Function that is replaced; replace_triggered_by takes no other key than each.key.
resource "terraform_data" "function" {
  for_each = var.triggers

  input = scaleway_function.forwarder[each.value.function].id
}

# The platform makes the keys for the queue itself, and posts messages to /.
resource "scaleway_function_trigger" "queue" {
  for_each = var.triggers

  function_id = scaleway_function.forwarder[each.value.function].id
  name        = each.key
  description = "Queue ${each.value.queue}"
  region      = var.region

  sqs {
    queue      = var.queue_names[each.value.queue]
    project_id = var.project_id
    region     = var.region
  }

  lifecycle {
    replace_triggered_by = [terraform_data.function[each.key]]
  }
}
