# What matters inside the modules: who gets in, who may do what, and where a message goes that nobody can handle.

mock_provider "scaleway" {
  mock_resource "scaleway_mnq_sqs" {
    defaults = { endpoint = "https://sqs.mnq.fr-par.scaleway.com" }
  }
  mock_resource "scaleway_redis_cluster" {
    defaults = { private_network = { ips = ["172.16.0.10"], port = 6379 } }
  }
  mock_resource "scaleway_iam_application" {
    defaults = { id = "22222222-2222-2222-2222-222222222222" }
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
}

variables {
  name               = "poc"
  project_id         = "99999999-9999-9999-9999-999999999999"
  region             = "fr-par"
  zone               = "fr-par-1"
  tags               = []
  private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
}

run "queues_and_their_keys" {
  module {
    source = "./modules/queue"
  }

  variables {
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
    error_message = "A message that four deliveries did not help goes to the dead-letter queue."
  }
  assert {
    condition     = keys(scaleway_mnq_sqs_queue.plain) == ["ingress-dlq"] && length(scaleway_mnq_sqs_queue.plain["ingress-dlq"].dead_letter_queue) == 0
    error_message = "The dead-letter queue has none itself."
  }
  assert {
    condition     = jsonencode([for keys in values(scaleway_mnq_sqs_credentials.workload) : [keys.name, keys.permissions[0].can_publish, keys.permissions[0].can_receive, keys.permissions[0].can_manage]]) == jsonencode([["poc-api", true, false, false], ["poc-trigger-ingress", false, true, false]])
    error_message = "The API only publishes, the trigger only receives, neither manages."
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
    clusters         = { redis = { version = "8.6.3", node_type = "RED1-MICRO", cluster_size = 1, settings = {} } }
    password         = "Correct-Horse-Battery-9"
    password_version = 1
    write_only       = false
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
    type            = "LB-S"
    target_host     = "api.example.com"
    target_token    = "secret-token"
    timeout_seconds = 30
    gateway_count   = 2
    gateway_type    = "DEV1-S"
    gateway_image   = "ubuntu_noble"
  }

  assert {
    condition     = scaleway_lb_acl.edge_services.index < scaleway_lb_acl.everyone_else.index && scaleway_lb_acl.edge_services.action[0].type == "allow" && scaleway_lb_acl.edge_services.match[0].ips_edge_services
    error_message = "Edge Services is let in first."
  }
  assert {
    condition     = scaleway_lb_acl.everyone_else.action[0].type == "deny" && jsonencode(scaleway_lb_acl.everyone_else.match[0].ip_subnet) == jsonencode(["0.0.0.0/0", "::/0"])
    error_message = "Nobody else is let in."
  }
  assert {
    condition     = scaleway_lb_frontend.https.external_acls && scaleway_lb_frontend.https.inbound_port == 443 && length(scaleway_lb_frontend.https.certificate_ids) == 1
    error_message = "The frontend speaks TLS and takes its rules from the ACLs."
  }
  assert {
    condition     = scaleway_instance_security_group.gateway.inbound_default_policy == "drop" && length(scaleway_instance_security_group.gateway.inbound_rule) == 0
    error_message = "Nothing comes to a gateway from the Internet."
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
    plan               = "professional"
    bucket             = "poc-site"
    api_path_pattern   = "/api/.*"
    container_id       = "fr-par/55555555-5555-5555-5555-555555555555"
    waf_mode           = "enable"
    waf_paranoia_level = 1
  }

  override_resource {
    target = scaleway_edge_services_backend_stage.site
    values = { id = "backend-site" }
  }
  override_resource {
    target = scaleway_edge_services_backend_stage.api
    values = { id = "backend-api" }
  }

  assert {
    condition     = length(scaleway_edge_services_route_stage.this.rule) == 1 && scaleway_edge_services_route_stage.this.rule[0].waf_stage_id == scaleway_edge_services_waf_stage.api.id && scaleway_edge_services_route_stage.this.rule[0].rule_http_match[0].path_filter[0].value == "/api/.*"
    error_message = "What goes to the API goes through the firewall."
  }
  assert {
    condition     = scaleway_edge_services_waf_stage.api.backend_stage_id == "backend-api" && scaleway_edge_services_waf_stage.api.mode == "enable"
    error_message = "Behind the firewall is the API, and the firewall is on."
  }
  assert {
    condition     = scaleway_edge_services_route_stage.this.backend_stage_id == "backend-site" && scaleway_edge_services_backend_stage.site.s3_backend_config[0].is_website
    error_message = "The rest goes to the site, as a website."
  }
  assert {
    condition     = scaleway_edge_services_tls_stage.this.route_stage_id == scaleway_edge_services_route_stage.this.id && scaleway_edge_services_dns_stage.this.tls_stage_id == scaleway_edge_services_tls_stage.this.id && scaleway_edge_services_head_stage.this.head_stage_id == scaleway_edge_services_dns_stage.this.id
    error_message = "The pipeline is whole: DNS, TLS, route."
  }
}

run "bucket_policy_lets_visitors_read_and_nothing_else" {
  module {
    source = "./modules/site"
  }

  variables {
    bucket         = "poc-site"
    deployer       = "user_id:99999999-9999-9999-9999-99999999999a"
    index_document = "index.html"
    error_document = "index.html"
    force_destroy  = false
  }

  assert {
    condition     = jsonencode([for s in jsondecode(scaleway_object_bucket_policy.this.policy).Statement : s.Action if s.Principal == "*"]) == jsonencode([["s3:GetObject"]])
    error_message = "A visitor reads objects, and neither lists nor writes."
  }
  assert {
    condition     = length([for s in jsondecode(scaleway_object_bucket_policy.this.policy).Statement : s if try(s.Principal.SCW == var.deployer, false)]) == 1
    error_message = "The policy must not lock out whoever deploys."
  }
}
