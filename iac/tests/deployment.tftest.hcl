# The whole deployment, with both choices of both entries. Nothing is called: the provider is mocked.
# Ids that the provider checks must look like ids, and what is parsed must look as it does on the platform.

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
}

variables {
  project_id         = "99999999-9999-9999-9999-999999999999"
  deployer           = "user_id:99999999-9999-9999-9999-99999999999a"
  redis_password     = "Correct-Horse-Battery-9"
  write_only_secrets = false
  secret_values      = { "some-api-key" = "some-value" }
  manifest_version   = 2
  containers = {
    api = {
      image              = { name = "api", tag = "1", digest = "sha256:1" }
      port               = 8080
      privacy            = "public"
      cpu_limit          = 1000
      memory_limit_bytes = 512000000
      min_scale          = 1
      max_scale          = 5
      timeout            = 30
      scaling            = { concurrent_requests_threshold = 80 }
      startup_probe      = { path = "/alive", interval = "2s", timeout = "1s", failure_threshold = 30 }
      liveness_probe     = { path = "/alive", interval = "10s", timeout = "2s", failure_threshold = 3 }
      environment        = { OTEL_SERVICE_NAME = "api" }
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
      image              = { name = "consumer", tag = "1" }
      port               = 8080
      cpu_limit          = 500
      memory_limit_bytes = 512000000
      min_scale          = 0
      max_scale          = 5
      timeout            = 60
      scaling            = { concurrent_requests_threshold = 10 }
      environment        = { Consumer__Mode = "trigger" }
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
      name        = "ingress", visibility_timeout_seconds = 120, message_max_age = 345600, message_max_size = 262144, receive_wait_time_seconds = 20
      dead_letter = { queue = "ingress-dlq", max_receive_count = 4 }
    }
    ingress-dlq = {
      name = "ingress-dlq", visibility_timeout_seconds = 120, message_max_age = 1209600, message_max_size = 262144, receive_wait_time_seconds = 0
    }
  }
  triggers  = { ingress = { queue = "ingress", container = "consumer", function = "consumer", path = "/events", method = "post" } }
  redis     = { redis = { version = "8.6.3", node_type = "RED1-MICRO" } }
  databases = { events = { name = "events" } }
  site      = { error_document = "index.html" }
  api_route = { container = "api" }
}

run "load_balancer_and_function" {
  assert {
    condition     = length(module.load_balancer) == 1 && local.containers["api"].privacy == "private" && local.containers["consumer"].privacy == "private"
    error_message = "Behind the Load Balancer both containers are private."
  }
  assert {
    condition     = module.load_balancer[0].host == "203-0-113-7.lb.fr-par.scw.cloud"
    error_message = "Edge Services must reach the Load Balancer by the name that its certificate is for."
  }
  assert {
    condition     = length(module.functions) == 1 && keys(local.function_triggers) == ["ingress"] && length(local.container_triggers) == 0
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
    error_message = "The API publishes and the consumer receives its dead letters; with the Function nobody else needs queue keys."
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
    error_message = "Plain variables are what is no secret."
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
    condition     = length(module.functions) == 0 && keys(local.container_triggers) == ["ingress"] && !contains(keys(local.identities), "forwarder")
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
    condition     = length(module.load_balancer) == 0 && length(module.functions) == 1 && !contains(keys(local.identities), "gateway")
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
    telemetry      = false
  }

  assert {
    condition     = length(module.load_balancer) == 0 && length(module.functions) == 0 && length(module.observability) == 0
    error_message = "The smallest deployment."
  }
  assert {
    condition     = output.api_url == "https://poc.example.org/api" && output.default_host == "88888888-8888-8888-8888-888888888888.svc.edge.scw.cloud"
    error_message = "An own domain is a CNAME of the default host."
  }
  assert {
    condition     = !contains(keys(local.environment["api"]), "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") && !contains(keys(nonsensitive(local.secret_environment["api"])), "OTEL_EXPORTER_OTLP_HEADERS")
    error_message = "Without telemetry nothing is told where to send it."
  }
}
