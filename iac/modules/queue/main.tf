locals {
  plain    = { for key, queue in var.queues : key => queue if queue.dead_letter == null }
  redriven = { for key, queue in var.queues : key => queue if queue.dead_letter != null }
  queues   = merge(scaleway_mnq_sqs_queue.plain, scaleway_mnq_sqs_queue.redriven)
}

# Activates Queues for the whole project. Destroying it deletes every queue of the project.
resource "scaleway_mnq_sqs" "this" {
  project_id = var.project_id
  region     = var.region

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

# The only credentials that may create and delete queues; only tofu has them.
resource "scaleway_mnq_sqs_credentials" "manage" {
  name       = "${var.name}-tofu"
  project_id = scaleway_mnq_sqs.this.project_id
  region     = var.region

  permissions {
    can_manage  = true
    can_publish = false
    can_receive = false
  }
}

resource "scaleway_mnq_sqs_credentials" "workload" {
  for_each = var.credentials

  name       = "${var.name}-${each.key}"
  project_id = scaleway_mnq_sqs.this.project_id
  region     = var.region

  permissions {
    can_manage  = false
    can_publish = contains(each.value, "publish")
    can_receive = contains(each.value, "receive")
  }
}

# Queues without a dead-letter queue, among them the dead-letter queues.
resource "scaleway_mnq_sqs_queue" "plain" {
  for_each = local.plain

  name                        = "${var.name}-${each.value.name}"
  project_id                  = scaleway_mnq_sqs.this.project_id
  region                      = var.region
  sqs_endpoint                = scaleway_mnq_sqs.this.endpoint
  access_key                  = scaleway_mnq_sqs_credentials.manage.access_key
  secret_key                  = scaleway_mnq_sqs_credentials.manage.secret_key
  fifo_queue                  = each.value.fifo
  content_based_deduplication = each.value.content_based_deduplication
  visibility_timeout_seconds  = each.value.visibility_timeout_seconds
  message_max_age             = each.value.message_max_age
  message_max_size            = each.value.message_max_size
  receive_wait_time_seconds   = each.value.receive_wait_time_seconds

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

resource "scaleway_mnq_sqs_queue" "redriven" {
  for_each = local.redriven

  name                        = "${var.name}-${each.value.name}"
  project_id                  = scaleway_mnq_sqs.this.project_id
  region                      = var.region
  sqs_endpoint                = scaleway_mnq_sqs.this.endpoint
  access_key                  = scaleway_mnq_sqs_credentials.manage.access_key
  secret_key                  = scaleway_mnq_sqs_credentials.manage.secret_key
  fifo_queue                  = each.value.fifo
  content_based_deduplication = each.value.content_based_deduplication
  visibility_timeout_seconds  = each.value.visibility_timeout_seconds
  message_max_age             = each.value.message_max_age
  message_max_size            = each.value.message_max_size
  receive_wait_time_seconds   = each.value.receive_wait_time_seconds

  dead_letter_queue {
    id                = scaleway_mnq_sqs_queue.plain[each.value.dead_letter.queue].id
    max_receive_count = each.value.dead_letter.max_receive_count
  }

  lifecycle {
    prevent_destroy = var.protect_data
  }
}
