# To the provider a container that does not start is only worth a warning; to us it is an error.
# Terraform makes mocked values up while applying, OpenTofu while planning: it reads the .tofutest.hcl file instead.

mock_provider "scaleway" {
  mock_resource "scaleway_container" {
    defaults = {
      id              = "fr-par/55555555-5555-5555-5555-555555555555"
      status          = "error"
      error_message   = "image not found"
      public_endpoint = "https://scalewaypoc5a5a5a5a-api.functions.fnc.fr-par.scw.cloud"
    }
  }
}

variables {
  name               = "poc"
  project_id         = "99999999-9999-9999-9999-999999999999"
  region             = "fr-par"
  tags               = []
  private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
}

run "container_that_does_not_start_fails_the_apply" {
  module {
    source = "./modules/containers"
  }

  variables {
    registry_endpoint = "rg.fr-par.scw.cloud/poc"
    containers = {
      api = {
        image     = { name = "api", tag = "1" }, port = 8080, protocol = "http1", privacy = "private", https_connections_only = true, sandbox = "v2"
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
