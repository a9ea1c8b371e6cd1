# Never an acl block: it is for the public endpoint, and what is in a private network has none.
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
  password            = var.write_only ? null : var.password
  password_wo         = var.write_only ? var.password : null
  password_wo_version = var.write_only ? var.password_version : null

  private_network {
    id = var.private_network_id
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
