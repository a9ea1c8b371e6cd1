# One file, because every test file needs all of these mocks and OpenTofu cannot share them between files. The provider is
# mocked: no API is called. Ids that the provider validates must look like ids, and values that the configuration parses
# must look as they do on the platform.

mock_provider "scaleway" {
  mock_resource "scaleway_vpc_private_network" {
    defaults = { id = "fr-par/11111111-1111-1111-1111-111111111111" }
  }
  mock_resource "scaleway_registry_namespace" {
    defaults = { endpoint = "rg.fr-par.scw.cloud/scalewaypoc" }
  }
  mock_resource "scaleway_iam_application" {
    defaults = { id = "22222222-2222-2222-2222-222222222222" }
  }
  mock_resource "scaleway_iam_api_key" {
    defaults = { secret_key = "33333333-3333-3333-3333-333333333333" }
  }
  mock_resource "scaleway_mnq_sqs" {
    defaults = { endpoint = "https://sqs.mnq.fr-par.scaleway.com" }
  }
  mock_resource "scaleway_mnq_sqs_credentials" {
    defaults = { access_key = "queue-access", secret_key = "queue-secret" }
  }
  mock_resource "scaleway_mnq_sqs_queue" {
    defaults = { url = "https://sqs.mnq.fr-par.scaleway.com/project-1/scalewaypoc-ingress" }
  }
  mock_resource "scaleway_redis_cluster" {
    defaults = {
      certificate     = "-----BEGIN CERTIFICATE-----"
      private_network = { ips = ["172.16.0.10", "172.16.0.11"], port = 6379 }
    }
  }
  mock_resource "scaleway_sdb_sql_database" {
    defaults = { endpoint = "postgres://44444444-4444-4444-4444-444444444444.pg.sdb.fr-par.scw.cloud:5432/scalewaypoc-events?sslmode=require" }
  }
  mock_resource "scaleway_container" {
    defaults = {
      id              = "fr-par/55555555-5555-5555-5555-555555555555"
      status          = "ready"
      error_message   = ""
      public_endpoint = "https://scalewaypoc5a5a5a5a-api.functions.fnc.fr-par.scw.cloud"
    }
  }
  mock_resource "scaleway_function" {
    defaults = { id = "fr-par/66666666-6666-6666-6666-666666666666" }
  }
  mock_resource "scaleway_lb_ip" {
    defaults = { id = "fr-par-1/77777777-7777-7777-7777-777777777777", ip_address = "203.0.113.7" }
  }
  mock_resource "scaleway_lb" {
    defaults = { id = "fr-par-1/77777777-7777-7777-7777-777777777778" }
  }
  mock_resource "scaleway_lb_backend" {
    defaults = { id = "fr-par-1/77777777-7777-7777-7777-777777777779" }
  }
  mock_resource "scaleway_lb_frontend" {
    defaults = { id = "fr-par-1/77777777-7777-7777-7777-77777777777a" }
  }
  mock_resource "scaleway_lb_certificate" {
    defaults = { id = "fr-par-1/77777777-7777-7777-7777-77777777777b" }
  }
  mock_resource "scaleway_ipam_ip" {
    defaults = { address = "172.16.0.20" }
  }
  mock_resource "scaleway_edge_services_pipeline" {
    defaults = { id = "88888888-8888-8888-8888-888888888888" }
  }
  mock_resource "scaleway_cockpit_source" {
    defaults = { url = "https://source.cockpit.fr-par.scw.cloud" }
  }
  mock_resource "scaleway_cockpit_token" {
    defaults = { secret_key = "cockpit-token" }
  }
  mock_resource "scaleway_billing_budget" {
    defaults = { id = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" }
  }
  mock_resource "scaleway_billing_budget_alert" {
    defaults = { id = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb" }
  }
  mock_data "scaleway_cockpit_preconfigured_alert" {
    defaults = { alerts = [] }
  }
}

variables {
  project_id     = "99999999-9999-9999-9999-999999999999"
  deployer       = "user_id:99999999-9999-9999-9999-99999999999a"
  redis_password = "Correct-Horse-Battery-9"
  protect_data   = false # every test file ends with a destroy
  secret_values  = { "some-api-key" = "some-value" }
  manifest       = { kind = "scaleway-manifest", version = 3 }
  images         = { containers = { api = { tag = "1", digest = "sha256:1" }, consumer = { tag = "1" } } }
  containers = {
    api = {
      port                   = 8080
      protocol               = "http1"
      privacy                = "public"
      https_connections_only = true
      sandbox                = "v2"
      cpu_limit              = 1000
      memory_limit_bytes     = 512000000
      min_scale              = 1
      max_scale              = 5
      timeout                = 30
      scaling                = { concurrent_requests_threshold = 80 }
      startup_probe          = { path = "/alive", interval = "2s", timeout = "1s", failure_threshold = 30 }
      liveness_probe         = { path = "/alive", interval = "10s", timeout = "2s", failure_threshold = 3 }
      environment            = { OTEL_SERVICE_NAME = "api" }
      references = {
        ConnectionStrings__redis           = "redis.connection_string"
        Redis__CertificatePem              = "redis.certificate"
        ConnectionStrings__events          = "events.connection_string"
        ConnectionStrings__ingress         = "ingress.connection_string"
        Queue__Url                         = "ingress.url"
        Redis__Port                        = "redis.port"
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = "otlp.traces_endpoint"
        OTEL_EXPORTER_OTLP_HEADERS         = "otlp.headers"
      }
      secrets = { Some__ApiKey = "some-api-key" }
      grants  = { databases = { events = "data_read_write" }, queues = { ingress = ["publish"] } }
    }
    consumer = {
      port                   = 8080
      protocol               = "http1"
      privacy                = "private"
      https_connections_only = true
      sandbox                = "v2"
      cpu_limit              = 500
      memory_limit_bytes     = 512000000
      min_scale              = 0
      max_scale              = 5
      timeout                = 60
      scaling                = { concurrent_requests_threshold = 10 }
      environment            = { Consumer__Mode = "trigger" }
      references = {
        ConnectionStrings__events      = "events.connection_string"
        ConnectionStrings__deadletters = "ingress-dlq.connection_string"
      }
      grants = { databases = { events = "read_write" }, queues = { ingress-dlq = ["receive"] } }
    }
  }
  functions = {
    consumer = { forward_to = "consumer", path = "/events", memory_limit = 256, timeout = 60, min_scale = 0, max_scale = 10 }
  }
  queues = {
    ingress = {
      name        = "ingress", fifo = false, content_based_deduplication = false, visibility_timeout_seconds = 120, message_max_age = 345600, message_max_size = 262144, receive_wait_time_seconds = 20
      dead_letter = { queue = "ingress-dlq", max_receive_count = 4 }
    }
    ingress-dlq = {
      name = "ingress-dlq", fifo = false, content_based_deduplication = false, visibility_timeout_seconds = 120, message_max_age = 1209600, message_max_size = 262144, receive_wait_time_seconds = 0
    }
  }
  triggers  = { ingress = { queue = "ingress", container = "consumer", function = "consumer", path = "/events", method = "post" } }
  redis     = { redis = { version = "8.6.6", node_type = "RED1-MICRO", cluster_size = 1, settings = {} } }
  databases = { events = { name = "events", min_cpu = 0, max_cpu = 4 } }
  site      = { index_document = "index.html", error_document = "index.html" }
  api_route = { container = "api", path_pattern = "^/api(/.*)?$" }
  # The mocked provider uploads nothing, so that any file is a package.
  forwarder_package = "modules/functions/forwarder/src/package.json"
}

run "container_that_does_not_start_is_reported_and_blocks_no_plan" {
  command = plan

  override_resource {
    target = module.containers.scaleway_container.this
    values = {
      id              = "fr-par/55555555-5555-5555-5555-555555555555"
      status          = "error"
      error_message   = "image not found"
      public_endpoint = "https://scalewaypoc5a5a5a5a-api.functions.fnc.fr-par.scw.cloud"
    }
  }

  expect_failures = [check.containers_run]
}

run "image_that_was_not_built_is_refused" {
  command = plan

  module {
    source = "./modules/containers"
  }

  variables {
    name               = "poc"
    region             = "fr-par"
    tags               = []
    registry_endpoint  = "rg.fr-par.scw.cloud/poc"
    private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
    containers = {
      api = {
        image     = { name = "api", tag = "unbuilt" }, port = 8080, protocol = "http1", privacy = "private", https_connections_only = true, sandbox = "v2"
        cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
      }
    }
    environment        = { api = {} }
    secret_environment = { api = {} }
    triggers           = {}
    queue_endpoint     = "https://sqs.mnq.fr-par.scaleway.com"
    queue_urls         = {}
    trigger_keys       = {}
  }

  expect_failures = [scaleway_container.this]
}

run "function_without_its_package_is_refused" {
  command = plan

  module {
    source = "./modules/functions"
  }

  variables {
    name         = "poc"
    region       = "fr-par"
    tags         = []
    runtime      = "node22"
    package      = "tests/missing.zip"
    functions    = { consumer = { target_url = "https://consumer.example.com/events", memory_limit = 256, timeout = 60, min_scale = 0, max_scale = 10 } }
    target_token = "secret-token"
    triggers     = {}
    queue_names  = {}
  }

  expect_failures = [scaleway_function.forwarder]
}

run "load_balancer_and_function" {
  assert {
    condition     = module.load_balancer != null && local.containers["api"].privacy == "private" && local.containers["consumer"].privacy == "private"
    error_message = "Behind the Load Balancer both containers are private."
  }
  assert {
    condition     = module.load_balancer.host == "203-0-113-7.lb.fr-par.scw.cloud"
    error_message = "Edge Services must reach the Load Balancer by the name that its certificate is for."
  }
  assert {
    condition     = module.functions != null && keys(local.function_triggers) == ["ingress"] && length(local.container_triggers) == 0
    error_message = "The queue triggers the Function, and nothing else."
  }
  assert {
    condition     = local.identities["forwarder"] == toset(["ContainersPrivateAccess"]) && local.identities["gateway"] == toset(["ContainersPrivateAccess"])
    error_message = "Forwarder and gateway may call private containers and nothing else."
  }
  assert {
    condition     = local.identities["api"] == toset(["ServerlessSQLDatabaseDataReadWrite"]) && local.identities["consumer"] == toset(["ServerlessSQLDatabaseReadWrite"])
    error_message = "The consumer makes the table, the API only reads and writes rows."
  }
  assert {
    condition     = jsonencode(local.queue_credentials) == jsonencode({ api = ["publish"], consumer = ["receive"] })
    error_message = "The API publishes and the consumer receives its dead letters; with the Function there are no other queue keys."
  }
  assert {
    condition     = output.site_url == "https://88888888-8888-8888-8888-888888888888.svc.edge.scw.cloud/" && output.bucket == "scalewaypoc-99999999-site"
    error_message = "The site is at the pipeline's default host, in a bucket of the project's own."
  }
}

run "references_are_resolved" {
  assert {
    condition = jsonencode(local.environment["api"]) == jsonencode({
      OTEL_SERVICE_NAME                  = "api"
      Queue__Url                         = "https://sqs.mnq.fr-par.scaleway.com/project-1/scalewaypoc-ingress"
      Redis__Port                        = "6379"
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = "https://source.cockpit.fr-par.scw.cloud/otlp/v1/traces"
    })
    error_message = "Plain variables have no secret."
  }
  assert {
    condition     = nonsensitive(local.secret_environment["api"]["ConnectionStrings__redis"]) == "172.16.0.10:6379,172.16.0.11:6379,user=scalewaypoc,password=Correct-Horse-Battery-9,ssl=true"
    error_message = "Redis by StackExchange.Redis."
  }
  assert {
    condition     = startswith(nonsensitive(local.secret_environment["api"]["ConnectionStrings__events"]), "Host=44444444-4444-4444-4444-444444444444.pg.sdb.fr-par.scw.cloud;Port=5432;Database=scalewaypoc-events;Username=22222222-2222-2222-2222-222222222222;Password=33333333-3333-3333-3333-333333333333;SSL Mode=VerifyFull;")
    error_message = "The database by Npgsql."
  }
  assert {
    condition     = nonsensitive(local.secret_environment["api"]["ConnectionStrings__ingress"]) == "Endpoint=https://sqs.mnq.fr-par.scaleway.com;Region=fr-par;AccessKey=queue-access;SecretKey=queue-secret;QueueUrl=https://sqs.mnq.fr-par.scaleway.com/project-1/scalewaypoc-ingress"
    error_message = "The queue by ServiceDefaults."
  }
  assert {
    condition     = startswith(nonsensitive(local.secret_environment["consumer"]["ConnectionStrings__deadletters"]), "Endpoint=https://sqs.mnq.fr-par.scaleway.com;Region=fr-par;AccessKey=queue-access;")
    error_message = "The dead-letter queue, whose name has a hyphen, in a variable that may not have one."
  }
  assert {
    condition = nonsensitive(local.secret_environment["api"]["Redis__CertificatePem"]) == "-----BEGIN CERTIFICATE-----" && alltrue([
      nonsensitive(local.secret_environment["api"]["OTEL_EXPORTER_OTLP_HEADERS"]) == "X-Token=cockpit-token",
      nonsensitive(local.secret_environment["api"]["Some__ApiKey"]) == "some-value",
      length(nonsensitive(local.secret_environment["api"])) == 6,
    ])
    error_message = "The rest of the secrets."
  }
}

run "load_balancer_and_container" {
  variables {
    consumer_entry = "container"
  }

  assert {
    condition     = module.functions == null && keys(local.container_triggers) == ["ingress"] && !contains(keys(local.identities), "forwarder")
    error_message = "The queue triggers the container, and no forwarder is left."
  }
  assert {
    condition     = jsonencode(local.queue_credentials) == jsonencode({ api = ["publish"], consumer = ["receive"], trigger-ingress = ["receive"] })
    error_message = "The trigger has keys of its own that only receive."
  }
}

run "edge_and_function" {
  variables {
    api_ingress = "edge"
  }

  assert {
    condition     = module.load_balancer == null && module.functions != null && !contains(keys(local.identities), "gateway")
    error_message = "Edge Services reaches the container without Load Balancer and gateway."
  }
  assert {
    condition     = local.containers["api"].privacy == "public" && local.containers["consumer"].privacy == "private"
    error_message = "Only the API's container is public."
  }
}

run "edge_and_container" {
  variables {
    api_ingress    = "edge"
    consumer_entry = "container"
    domain         = "poc.example.org"
    dns_zone       = "example.org"
    edge_cache     = true
    telemetry      = false
  }

  assert {
    condition     = module.load_balancer == null && module.functions == null && module.observability == null
    error_message = "The smallest deployment."
  }
  assert {
    condition     = output.api_url == "https://poc.example.org/api" && output.default_host == "88888888-8888-8888-8888-888888888888.svc.edge.scw.cloud"
    error_message = "An own domain is a CNAME of the default host."
  }
  assert {
    condition     = !contains(keys(local.environment["api"]), "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") && !contains(keys(nonsensitive(local.secret_environment["api"])), "OTEL_EXPORTER_OTLP_HEADERS")
    error_message = "Without telemetry no container has an OTLP endpoint."
  }
}

run "budget_and_alerts" {
  command = plan

  variables {
    budget                = { monthly_limit = 100, email_addresses = ["ops@example.org"] }
    alert_email_addresses = ["ops@example.org"]
  }

  assert {
    condition     = module.budget != null && module.alerts != null
    error_message = "Budget and alerts exist once they have recipients."
  }
}

run "manifest_of_another_version_is_refused" {
  command = plan

  variables {
    manifest = { kind = "scaleway-manifest", version = 2 }
  }

  expect_failures = [var.manifest]
}

run "secret_without_a_value_is_refused" {
  command = plan

  variables {
    secret_values = {}
  }

  expect_failures = [var.containers]
}

run "weak_password_and_wrong_choices_are_refused" {
  command = plan

  variables {
    redis_password  = "correct-horse-battery"
    api_ingress     = "loadbalancer"
    consumer_entry  = "lambda"
    zone            = "nl-ams-1"
    deployer        = "me"
    project_id      = "mine"
    organization_id = "ours"
    domain          = "poc.example.org"
    dns_zone        = "example.com"
  }

  expect_failures = [
    var.redis_password, var.api_ingress, var.consumer_entry, var.zone, var.deployer, var.project_id, var.organization_id, var.dns_zone,
  ]
}

run "queues_and_their_keys" {
  module {
    source = "./modules/queue"
  }

  variables {
    name   = "poc"
    region = "fr-par"
    queues = {
      ingress = {
        name        = "ingress", fifo = false, content_based_deduplication = false, visibility_timeout_seconds = 120, message_max_age = 345600, message_max_size = 262144, receive_wait_time_seconds = 20
        dead_letter = { queue = "ingress-dlq", max_receive_count = 4 }
      }
      ingress-dlq = {
        name = "ingress-dlq", fifo = false, content_based_deduplication = false, visibility_timeout_seconds = 120, message_max_age = 1209600, message_max_size = 262144, receive_wait_time_seconds = 0
      }
    }
    credentials = { api = ["publish"], trigger-ingress = ["receive"] }
  }

  override_resource {
    target = scaleway_mnq_sqs_queue.plain
    values = { id = "fr-par/project/poc-ingress-dlq" }
  }

  assert {
    condition     = scaleway_mnq_sqs_queue.redriven["ingress"].dead_letter_queue[0].id == "fr-par/project/poc-ingress-dlq" && scaleway_mnq_sqs_queue.redriven["ingress"].dead_letter_queue[0].max_receive_count == 4
    error_message = "A message that failed four deliveries goes to the dead-letter queue."
  }
  assert {
    condition     = keys(scaleway_mnq_sqs_queue.plain) == ["ingress-dlq"] && length(scaleway_mnq_sqs_queue.plain["ingress-dlq"].dead_letter_queue) == 0
    error_message = "The dead-letter queue has none itself."
  }
  assert {
    condition     = jsonencode([for keys in values(scaleway_mnq_sqs_credentials.workload) : [keys.name, keys.permissions[0].can_publish, keys.permissions[0].can_receive, keys.permissions[0].can_manage]]) == jsonencode([["poc-api", true, false, false], ["poc-trigger-ingress", false, true, false]])
    error_message = "The API publishes, the trigger receives, neither manages."
  }
  assert {
    condition     = scaleway_mnq_sqs_credentials.manage.permissions[0].can_manage && !scaleway_mnq_sqs_credentials.manage.permissions[0].can_publish && !scaleway_mnq_sqs_credentials.manage.permissions[0].can_receive
    error_message = "tofu's own keys manage and touch no message."
  }
}

run "redis_is_not_public" {
  module {
    source = "./modules/redis"
  }

  variables {
    name               = "poc"
    zone               = "fr-par-1"
    tags               = []
    private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
    clusters           = { redis = { version = "8.6.6", node_type = "RED1-MICRO", cluster_size = 1, settings = {} } }
    password           = "Correct-Horse-Battery-9"
    password_version   = 1
  }

  assert {
    condition     = scaleway_redis_cluster.this["redis"].tls_enabled && one(scaleway_redis_cluster.this["redis"].private_network).id == var.private_network_id && length(scaleway_redis_cluster.this["redis"].acl) == 0
    error_message = "Redis is in the private network only (an acl would mean a public endpoint), over TLS."
  }
}

run "load_balancer_lets_only_edge_services_in" {
  module {
    source = "./modules/load_balancer"
  }

  variables {
    name               = "poc"
    region             = "fr-par"
    zone               = "fr-par-1"
    tags               = []
    private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
    type               = "LB-S"
    target_host        = "api.example.com"
    target_token       = "secret-token"
    timeout_seconds    = 30
    gateway_count      = 2
    gateway_type       = "DEV1-S"
    gateway_image      = "ubuntu_noble"
  }

  assert {
    condition     = scaleway_lb_acl.edge_services.index < scaleway_lb_acl.everyone_else.index && scaleway_lb_acl.edge_services.action[0].type == "allow" && scaleway_lb_acl.edge_services.match[0].ips_edge_services
    error_message = "Edge Services is allowed first."
  }
  assert {
    condition     = scaleway_lb_acl.everyone_else.action[0].type == "deny" && jsonencode(scaleway_lb_acl.everyone_else.match[0].ip_subnet) == jsonencode(["0.0.0.0/0", "::/0"])
    error_message = "Every other address is denied."
  }
  assert {
    condition     = scaleway_lb_frontend.https.external_acls && scaleway_lb_frontend.https.inbound_port == 443 && length(scaleway_lb_frontend.https.certificate_ids) == 1
    error_message = "The frontend speaks TLS and takes its rules from the ACLs."
  }
  assert {
    condition     = scaleway_instance_security_group.gateway.inbound_default_policy == "drop" && length(scaleway_instance_security_group.gateway.inbound_rule) == 0
    error_message = "A gateway accepts nothing from the Internet."
  }
  assert {
    condition     = length(scaleway_lb_backend.gateway.server_ips) == 2 && alltrue([for ip in scaleway_lb_backend.gateway.server_ips : startswith(ip, "172.16.")])
    error_message = "The Load Balancer reaches both gateways by the private network."
  }
  assert {
    condition     = strcontains(nonsensitive(local.haproxy), "http-request set-header Host api.example.com") && strcontains(nonsensitive(local.haproxy), "sni str(api.example.com)") && strcontains(nonsensitive(local.haproxy), "X-Auth-Token \"secret-token\"") && strcontains(nonsensitive(local.haproxy), "verify required")
    error_message = "The gateway sets Host, SNI and token, and checks the container's certificate."
  }
}

run "firewall_is_before_the_api" {
  module {
    source = "./modules/edge"
  }

  variables {
    name               = "poc"
    region             = "fr-par"
    zone               = "fr-par-1"
    plan               = "professional"
    bucket             = "poc-site"
    api_path_pattern   = "^/api(/.*)?$"
    container_id       = "fr-par/55555555-5555-5555-5555-555555555555"
    waf_mode           = "enable"
    waf_paranoia_level = 1
  }

  override_resource {
    target = scaleway_edge_services_backend_stage.site
    values = { id = "backend-site" }
  }
  override_resource {
    target = scaleway_edge_services_backend_stage.container
    values = { id = "backend-api" }
  }

  assert {
    condition     = length(scaleway_edge_services_route_stage.this.rule) == 1 && scaleway_edge_services_route_stage.this.rule[0].waf_stage_id == scaleway_edge_services_waf_stage.api.id && scaleway_edge_services_route_stage.this.rule[0].rule_http_match[0].path_filter[0].value == "^/api(/.*)?$"
    error_message = "The API is reached through the firewall only."
  }
  assert {
    condition     = scaleway_edge_services_waf_stage.api.backend_stage_id == "backend-api" && scaleway_edge_services_waf_stage.api.mode == "enable"
    error_message = "The firewall leads to the API, in the given mode."
  }
  assert {
    condition     = scaleway_edge_services_route_stage.this.backend_stage_id == "backend-site" && scaleway_edge_services_backend_stage.site.s3_backend_config[0].is_website
    error_message = "Every other path goes to the site, as a website."
  }
  assert {
    condition     = scaleway_edge_services_tls_stage.this.route_stage_id == scaleway_edge_services_route_stage.this.id && scaleway_edge_services_dns_stage.this.tls_stage_id == scaleway_edge_services_tls_stage.this.id && scaleway_edge_services_head_stage.this.head_stage_id == scaleway_edge_services_dns_stage.this.id
    error_message = "The pipeline is complete: DNS, TLS, route."
  }
}

run "bucket_policy_lets_visitors_read_and_nothing_else" {
  module {
    source = "./modules/site"
  }

  variables {
    name           = "poc"
    region         = "fr-par"
    bucket         = "poc-site"
    deployer       = "user_id:99999999-9999-9999-9999-99999999999a"
    index_document = "index.html"
    error_document = "index.html"
  }

  assert {
    condition     = jsonencode([for s in jsondecode(scaleway_object_bucket_policy.this.policy).Statement : s.Action if s.Principal == "*"]) == jsonencode([["s3:GetObject"]])
    error_message = "A visitor reads objects, and neither lists nor writes."
  }
  assert {
    condition     = length([for s in jsondecode(scaleway_object_bucket_policy.this.policy).Statement : s if try(s.Principal.SCW == var.deployer, false)]) == 1
    error_message = "The policy must allow the deployer."
  }
}
