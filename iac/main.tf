locals {
  tags = [var.name, "opentofu"]
  # Names that are unique over all customers, or in the organization.
  global_name = "${var.name}-${substr(var.project_id, 0, 8)}"

  by_load_balancer = var.api_route != null && var.api_ingress == "load_balancer"
  at_edge          = var.site != null && var.api_route != null

  # Receivers of a queue's messages.
  function_triggers = {
    for name, trigger in var.triggers : name => { queue = trigger.queue, function = trigger.function }
    if var.consumer_entry == "function" && trigger.function != null
  }
  container_triggers = {
    for name, trigger in var.triggers : name => { queue = trigger.queue, container = trigger.container, path = trigger.path, method = trigger.method }
    if !contains(keys(local.function_triggers), name)
  }

  # The gateway has a token, so the API behind it is private; Edge Services cannot send one.
  containers = {
    for name, container in var.containers : name => merge(container, {
      image   = merge({ name = name }, try(var.images.containers[name], { tag = "unbuilt", digest = null }))
      privacy = name != try(var.api_route.container, null) ? container.privacy : local.by_load_balancer ? "private" : "public"
    })
  }

  database_permissions = {
    read_write      = "ServerlessSQLDatabaseReadWrite"
    data_read_write = "ServerlessSQLDatabaseDataReadWrite"
    read_only       = "ServerlessSQLDatabaseReadOnly"
  }

  identities = merge(
    {
      for name, container in var.containers : name => toset([for role in values(container.grants.databases) : local.database_permissions[role]])
      if length(container.grants.databases) > 0
    },
    length(local.function_triggers) > 0 ? { forwarder = toset(["ContainersPrivateAccess"]) } : {},
    local.by_load_balancer ? { gateway = toset(["ContainersPrivateAccess"]) } : {},
  )

  queue_credentials = merge(
    {
      for name, container in var.containers : name => toset(flatten(values(container.grants.queues)))
      if length(container.grants.queues) > 0
    },
    { for name in keys(local.container_triggers) : "trigger-${name}" => toset(["receive"]) },
  )
}

module "network" {
  source = "./modules/network"

  name       = var.name
  project_id = var.project_id
  region     = var.region
  tags       = local.tags
}

module "registry" {
  source = "./modules/registry"

  name         = local.global_name
  project_id   = var.project_id
  region       = var.region
  protect_data = var.protect_data
}

module "iam" {
  source = "./modules/iam"

  name       = local.global_name
  project_id = var.project_id
  tags       = local.tags
  identities = local.identities
}

module "queue" {
  source = "./modules/queue"

  name         = var.name
  project_id   = var.project_id
  region       = var.region
  queues       = var.queues
  credentials  = local.queue_credentials
  protect_data = var.protect_data
}

module "redis" {
  source = "./modules/redis"

  name               = var.name
  project_id         = var.project_id
  zone               = var.zone
  tags               = local.tags
  clusters           = var.redis
  private_network_id = module.network.private_network_id
  password           = var.redis_password
  password_version   = var.redis_password_version
  protect_data       = var.protect_data
}

module "database" {
  source = "./modules/database"

  name         = var.name
  project_id   = var.project_id
  region       = var.region
  databases    = var.databases
  protect_data = var.protect_data
}

module "observability" {
  source = "./modules/observability"

  name           = var.name
  project_id     = var.project_id
  region         = var.region
  retention_days = var.retention_days

  lifecycle {
    enabled = var.telemetry
  }
}

module "alerts" {
  source = "./modules/alerts"

  project_id      = var.project_id
  region          = var.region
  email_addresses = var.alert_email_addresses

  lifecycle {
    enabled = length(var.alert_email_addresses) > 0
  }
}

module "budget" {
  source = "./modules/budget"

  organization_id = var.organization_id
  monthly_limit   = var.budget.monthly_limit
  email_addresses = var.budget.email_addresses

  lifecycle {
    enabled = var.budget != null
  }
}

module "containers" {
  source = "./modules/containers"

  name               = var.name
  project_id         = var.project_id
  region             = var.region
  tags               = local.tags
  registry_endpoint  = coalesce(var.registry_endpoint, module.registry.endpoint)
  private_network_id = module.network.private_network_id
  containers         = local.containers
  environment        = local.environment
  secret_environment = local.secret_environment
  triggers           = local.container_triggers
  queue_endpoint     = module.queue.endpoint
  queue_urls         = module.queue.urls
  trigger_keys       = { for name in keys(local.container_triggers) : name => module.queue.credentials["trigger-${name}"] }
}

module "functions" {
  source = "./modules/functions"

  name       = var.name
  project_id = var.project_id
  region     = var.region
  tags       = local.tags
  runtime    = var.function_runtime
  package    = coalesce(var.forwarder_package, "${path.root}/../forwarder.zip")
  functions = {
    for name, function in var.functions : name => {
      target_url   = "${module.containers.urls[function.forward_to]}${function.path}"
      memory_limit = function.memory_limit
      timeout      = function.timeout
      min_scale    = function.min_scale
      max_scale    = function.max_scale
    }
  }
  target_token = module.iam.keys["forwarder"].secret_key
  triggers     = local.function_triggers
  queue_names  = module.queue.names

  lifecycle {
    enabled = length(local.function_triggers) > 0
  }
}

module "load_balancer" {
  source = "./modules/load_balancer"

  name               = var.name
  project_id         = var.project_id
  region             = var.region
  zone               = var.zone
  tags               = local.tags
  type               = var.load_balancer_type
  private_network_id = module.network.private_network_id
  target_host        = trimprefix(module.containers.urls[var.api_route.container], "https://")
  target_token       = module.iam.keys["gateway"].secret_key
  timeout_seconds    = var.containers[var.api_route.container].timeout
  gateway_count      = var.gateway_count
  gateway_type       = var.gateway_type
  gateway_image      = var.gateway_image

  lifecycle {
    enabled = local.by_load_balancer
  }
}

module "site" {
  source = "./modules/site"

  name           = var.name
  bucket         = "${local.global_name}-site"
  project_id     = var.project_id
  region         = var.region
  deployer       = var.deployer
  index_document = var.site.index_document
  error_document = var.site.error_document
  protect_data   = var.protect_data

  lifecycle {
    enabled = var.site != null
  }
}

module "edge" {
  source = "./modules/edge"

  name               = var.name
  project_id         = var.project_id
  region             = var.region
  zone               = var.zone
  plan               = var.edge_plan
  domain             = var.domain
  dns_zone           = var.dns_zone
  cache              = var.edge_cache
  bucket             = module.site.bucket
  api_path_pattern   = var.api_route.path_pattern
  load_balancer      = local.by_load_balancer ? { id = module.load_balancer.id, frontend_id = module.load_balancer.frontend_id, host = module.load_balancer.host } : null
  container_id       = local.by_load_balancer ? null : module.containers.ids[var.api_route.container]
  waf_mode           = var.waf_mode
  waf_paranoia_level = var.waf_paranoia_level
  protect_data       = var.protect_data

  lifecycle {
    enabled = local.at_edge
  }
}

# To the provider a container that does not start is a warning. A failed check is one too and blocks no later plan, which
# may bring the repaired image; the deploy step reads the output container_statuses and fails.
check "containers_run" {
  assert {
    condition     = alltrue([for container in values(module.containers.statuses) : container.status == "ready"])
    error_message = "Not ready: ${join("; ", [for name, container in module.containers.statuses : "${name} is ${container.status}: ${coalesce(container.error, "no message")}" if container.status != "ready"])}. The container's logs are in Cockpit."
  }
}
