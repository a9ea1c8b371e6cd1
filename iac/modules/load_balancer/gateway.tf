locals {
  gateway_port = 8080
  health_path  = "/gateway/health"
  haproxy = templatefile("${path.module}/haproxy.cfg.tftpl", {
    port            = local.gateway_port
    health_path     = local.health_path
    target_host     = var.target_host
    target_token    = var.target_token
    timeout_seconds = var.timeout_seconds
  })
}

# Inbound from the Internet nothing, not even SSH. Private networks are not subject to security groups.
resource "scaleway_instance_security_group" "gateway" {
  name                    = "${var.name}-gateway"
  description             = "Inbound nothing: the Load Balancer comes by the private network"
  project_id              = var.project_id
  zone                    = var.zone
  tags                    = var.tags
  stateful                = true
  inbound_default_policy  = "drop"
  outbound_default_policy = "accept"
}

# For the way out, to the container's public endpoint.
resource "scaleway_instance_ip" "gateway" {
  count = var.gateway_count

  project_id = var.project_id
  zone       = var.zone
  type       = "routed_ipv4"
  tags       = var.tags
}

resource "scaleway_instance_server" "gateway" {
  count = var.gateway_count

  name              = "${var.name}-gateway-${count.index}"
  project_id        = var.project_id
  zone              = var.zone
  tags              = var.tags
  type              = var.gateway_type
  image             = var.gateway_image
  ip_ids            = [scaleway_instance_ip.gateway[count.index].id]
  security_group_id = scaleway_instance_security_group.gateway.id

  # Read once, at the first boot.
  user_data = {
    cloud-init = "#cloud-config\n${yamlencode({
      package_update = true
      packages       = ["haproxy", "ca-certificates", "unattended-upgrades"]
      write_files = [{
        # Ahead of the package, which keeps a configuration it finds.
        path        = "/etc/haproxy/haproxy.cfg"
        permissions = "0600"
        content     = local.haproxy
      }]
      runcmd = [["systemctl", "restart", "haproxy"]]
    })}"
  }

  lifecycle {
    # What is read only once must be read again when it changes, the token in it for one.
    replace_triggered_by = [terraform_data.haproxy]
  }
}

resource "terraform_data" "haproxy" {
  input = sha256(local.haproxy)
}

# A fixed address, so that a gateway that is replaced has the one that the Load Balancer knows.
resource "scaleway_ipam_ip" "gateway" {
  count = var.gateway_count

  project_id = var.project_id
  region     = var.region
  tags       = var.tags

  source {
    private_network_id = var.private_network_id
  }
}

resource "scaleway_instance_private_nic" "gateway" {
  count = var.gateway_count

  server_id          = scaleway_instance_server.gateway[count.index].id
  private_network_id = var.private_network_id
  ipam_ip_ids        = [scaleway_ipam_ip.gateway[count.index].id]
  zone               = var.zone
  tags               = var.tags
}
