terraform {
  required_version = ">= 1.12"

  required_providers {
    scaleway = {
      source  = "scaleway/scaleway"
      version = ">= 2.81, < 3"
    }
  }
}

# Credentials: SCW_ACCESS_KEY and SCW_SECRET_KEY, or the configuration file of the scw command.
provider "scaleway" {
  organization_id = var.organization_id
  project_id      = var.project_id
  region          = var.region
  zone            = var.zone
}
