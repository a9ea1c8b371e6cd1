# A project of its own: Queues' activation, the Edge Services plan and the alert manager exist once per project.
project_id      = "00000000-0000-0000-0000-0000000000d0"
organization_id = "00000000-0000-0000-0000-000000000000"
deployer        = "application_id:00000000-0000-0000-0000-000000000000"
name            = "scalewaypoc-prod"

api_ingress    = "load_balancer"
consumer_entry = "function"
gateway_count  = 2
retention_days = { metrics = 31, logs = 31, traces = 31 }

# domain                = "poc.example.org"
# dns_zone              = "example.org"
# edge_cache            = true
# waf_mode              = "enable" # docs/operations.md, The firewall
# budget                = { monthly_limit = 200, email_addresses = ["ops@example.org"] }
# alert_email_addresses = ["ops@example.org"]
