# The password of Redis stays out of the state. OpenTofu 1.11 and later.

mock_provider "scaleway" {
  mock_resource "scaleway_redis_cluster" {
    defaults = { private_network = { ips = ["172.16.0.10"], port = 6379 } }
  }
}

run "password_is_not_in_the_state" {
  module {
    source = "./modules/redis"
  }

  variables {
    name               = "poc"
    project_id         = "99999999-9999-9999-9999-999999999999"
    zone               = "fr-par-1"
    tags               = []
    private_network_id = "fr-par/11111111-1111-1111-1111-111111111111"
    clusters           = { redis = { version = "8.6.3", node_type = "RED1-MICRO", cluster_size = 1, settings = {} } }
    password           = "Correct-Horse-Battery-9"
    password_version   = 2
    write_only         = true
  }

  assert {
    condition     = scaleway_redis_cluster.this["redis"].password == null && scaleway_redis_cluster.this["redis"].password_wo == null && scaleway_redis_cluster.this["redis"].password_wo_version == 2
    error_message = "Only the version of the password is kept."
  }
}
