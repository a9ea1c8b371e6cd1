locals {
  tags = [var.name, "opentofu"]
  # Names that are unique over all customers.
  global_name = "${var.name}-${substr(var.project_id, 0, 8)}"

  by_load_balancer = var.api_route != null && var.api_ingress == "load_balancer"

  # Who gets a queue's messages.
  function_triggers = {
    for name, trigger in var.triggers : name => { queue = trigger.queue, function = trigger.function }
    if var.consumer_entry == "function" && trigger.function != null
  }
  container_triggers = {
    for name, trigger in var.triggers : name => { queue = trigger.queue, container = trigger.container, path = trigger.path, method = trigger.method }
    if !contains(keys(local.function_triggers), name)
  }

  # Behind the gateway, which has a token, even the API is private; Edge Services has none to show.
  containers = {
    for name, container in var.containers : name => merge(container, {
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

  name       = local.global_name
  project_id = var.project_id
  region     = var.region
}

module "iam" {
  source = "./modules/iam"

  name       = var.name
  project_id = var.project_id
  tags       = local.tags
  identities = local.identities
}

module "queue" {
  source = "./modules/queue"

  name        = var.name
  project_id  = var.project_id
  region      = var.region
  queues      = var.queues
  credentials = local.queue_credentials
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
  write_only         = var.write_only_secrets
}

module "database" {
  source = "./modules/database"

  name       = var.name
  project_id = var.project_id
  region     = var.region
  databases  = var.databases
}

module "observability" {
  source = "./modules/observability"
  count  = var.telemetry ? 1 : 0

  name           = var.name
  project_id     = var.project_id
  region         = var.region
  retention_days = var.retention_days
}

module "containers" {
  source = "./modules/containers"

  name               = var.name
  project_id         = var.project_id
  region             = var.region
  tags               = local.tags
  registry_endpoint  = module.registry.endpoint
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
  count  = length(local.function_triggers) > 0 ? 1 : 0

  name       = var.name
  project_id = var.project_id
  region     = var.region
  tags       = local.tags
  runtime    = var.function_runtime
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
}

module "load_balancer" {
  source = "./modules/load_balancer"
  count  = local.by_load_balancer ? 1 : 0

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
}

module "site" {
  source = "./modules/site"
  count  = var.site == null ? 0 : 1

  bucket         = "${local.global_name}-site"
  project_id     = var.project_id
  region         = var.region
  tags           = local.tags
  deployer       = var.deployer
  index_document = var.site.index_document
  error_document = var.site.error_document
  force_destroy  = var.force_destroy
}

module "edge" {
  source = "./modules/edge"
  count  = var.site != null && var.api_route != null ? 1 : 0

  name               = var.name
  project_id         = var.project_id
  region             = var.region
  zone               = var.zone
  plan               = var.edge_plan
  domain             = var.domain
  bucket             = module.site[0].bucket
  api_path_pattern   = var.api_route.path_pattern
  load_balancer      = local.by_load_balancer ? { id = module.load_balancer[0].id, frontend_id = module.load_balancer[0].frontend_id, host = module.load_balancer[0].host } : null
  container_id       = local.by_load_balancer ? null : module.containers.ids[var.api_route.container]
  waf_mode           = var.waf_mode
  waf_paranoia_level = var.waf_paranoia_level
}
