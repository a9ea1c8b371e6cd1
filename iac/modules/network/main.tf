resource "scaleway_vpc" "this" {
  name       = var.name
  project_id = var.project_id
  region     = var.region
  tags       = var.tags
}

resource "scaleway_vpc_private_network" "this" {
  name       = var.name
  vpc_id     = scaleway_vpc.this.id
  project_id = var.project_id
  region     = var.region
  tags       = var.tags

  ipv4_subnet {
    subnet = var.subnet
  }
}
