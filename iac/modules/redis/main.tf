# No acl block: it belongs to a public endpoint, and a cluster in a private network has none.
resource "scaleway_redis_cluster" "this" {
  for_each = var.clusters

  name                = "${var.name}-${each.key}"
  project_id          = var.project_id
  zone                = var.zone
  tags                = var.tags
  version             = each.value.version
  node_type           = each.value.node_type
  cluster_size        = each.value.cluster_size
  settings            = each.value.settings
  tls_enabled         = true
  user_name           = var.user_name
  password_wo         = var.password
  password_wo_version = var.password_version

  private_network {
    id = var.private_network_id
  }

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

locals {
  nodes = {
    for key, cluster in scaleway_redis_cluster.this : key => {
      ips  = one(cluster.private_network).ips
      port = one(cluster.private_network).port
    }
  }
}
