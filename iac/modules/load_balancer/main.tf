# Edge Services → this Load Balancer → gateway → API container. A Load Balancer's backend is a list of addresses and a
# container has none (its ingress picks it by Host and SNI): the gateway in between sets both.

resource "scaleway_lb_ip" "this" {
  project_id = var.project_id
  zone       = var.zone
  tags       = var.tags
}

resource "scaleway_lb" "this" {
  name       = var.name
  project_id = var.project_id
  zone       = var.zone
  tags       = var.tags
  type       = var.type
  ip_ids     = [scaleway_lb_ip.this.id]
  # TLS 1.2 and later, only with forward secrecy.
  ssl_compatibility_level = "ssl_compatibility_level_modern"

  private_network {
    private_network_id = var.private_network_id
  }
}

locals {
  # Every Load Balancer has this name in DNS, so that a certificate needs no domain of one's own.
  host = "${replace(scaleway_lb_ip.this.ip_address, ".", "-")}.lb.${var.region}.scw.cloud"
}

resource "scaleway_lb_certificate" "this" {
  lb_id = scaleway_lb.this.id
  name  = var.name

  letsencrypt {
    common_name = local.host
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "scaleway_lb_backend" "gateway" {
  lb_id            = scaleway_lb.this.id
  name             = "gateway"
  forward_protocol = "http"
  forward_port     = local.gateway_port
  server_ips       = [for ip in scaleway_ipam_ip.gateway : ip.address]
  timeout_connect  = "3s"
  timeout_server   = "${var.timeout_seconds + 10}s"
  # The gateway retries what is safe to send again. 1 and not 0: the provider does not send 0 on creation, and the second
  # plan would change the platform's default of 3.
  max_retries = 1

  health_check_http {
    uri  = local.health_path
    code = 200
  }
  health_check_delay       = "10s"
  health_check_timeout     = "3s"
  health_check_max_retries = 2
}

resource "scaleway_lb_frontend" "https" {
  lb_id           = scaleway_lb.this.id
  backend_id      = scaleway_lb_backend.gateway.id
  name            = "https"
  inbound_port    = 443
  certificate_ids = [scaleway_lb_certificate.this.id]
  external_acls   = true
  timeout_client  = "${var.timeout_seconds + 10}s"
}

resource "scaleway_lb_acl" "edge_services" {
  frontend_id = scaleway_lb_frontend.https.id
  name        = "edge-services"
  description = "Edge Services may come in"
  index       = 0

  action {
    type = "allow"
  }
  match {
    ips_edge_services = true
  }
}

resource "scaleway_lb_acl" "everyone_else" {
  frontend_id = scaleway_lb_frontend.https.id
  name        = "everyone-else"
  description = "No other address: it would bypass the firewall"
  index       = 1

  action {
    type = "deny"
  }
  match {
    ip_subnet = ["0.0.0.0/0", "::/0"]
  }

  # The other way round, everything would be denied for a moment.
  depends_on = [scaleway_lb_acl.edge_services]
}
