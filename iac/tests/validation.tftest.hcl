# A manifest that cannot work fails with a sentence before anything is made.

mock_provider "scaleway" {}

variables {
  project_id       = "99999999-9999-9999-9999-999999999999"
  deployer         = "user_id:99999999-9999-9999-9999-99999999999a"
  redis_password   = "Correct-Horse-Battery-9"
  manifest_version = 2
  containers       = {}
}

run "manifest_of_another_version" {
  command = plan
  variables {
    manifest_version = 3
  }
  expect_failures = [var.manifest_version]
}

run "unknown_reference" {
  command = plan
  variables {
    containers = {
      api = {
        image      = { name = "api", tag = "1" }, port = 8080, cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
        references = { ConnectionStrings__redis = "rediss.connection_string" }
      }
    }
  }
  expect_failures = [var.containers]
}

run "connection_string_without_a_grant" {
  command = plan
  variables {
    databases = { events = { name = "events" } }
    containers = {
      api = {
        image      = { name = "api", tag = "1" }, port = 8080, cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
        references = { ConnectionStrings__events = "events.connection_string" }
      }
    }
  }
  expect_failures = [var.containers]
}

run "grant_for_what_is_not_there" {
  command = plan
  variables {
    containers = {
      api = {
        image  = { name = "api", tag = "1" }, port = 8080, cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
        grants = { queues = { ingress = ["publish"] } }
      }
    }
  }
  expect_failures = [var.containers]
}

run "secret_without_a_value" {
  command = plan
  variables {
    containers = {
      api = {
        image   = { name = "api", tag = "1" }, port = 8080, cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
        secrets = { Some__ApiKey = "some-api-key" }
      }
    }
  }
  expect_failures = [var.containers]
}

run "dead_letter_queue_of_another_type" {
  command = plan
  variables {
    queues = {
      ingress = {
        name        = "ingress.fifo", fifo = true, visibility_timeout_seconds = 30, message_max_age = 345600, message_max_size = 262144, receive_wait_time_seconds = 0
        dead_letter = { queue = "dlq", max_receive_count = 3 }
      }
      dlq = { name = "dlq", visibility_timeout_seconds = 30, message_max_age = 345600, message_max_size = 262144, receive_wait_time_seconds = 0 }
    }
  }
  expect_failures = [var.queues]
}

run "trigger_of_nothing" {
  command = plan
  variables {
    triggers = { ingress = { queue = "ingress", container = "consumer", path = "/events", method = "post" } }
  }
  expect_failures = [var.triggers]
}

run "api_route_to_nothing" {
  command = plan
  variables {
    api_route = { container = "api" }
  }
  expect_failures = [var.api_route]
}

run "weak_password_and_wrong_choices" {
  command = plan
  variables {
    redis_password = "correct-horse-battery"
    api_ingress    = "loadbalancer"
    consumer_entry = "lambda"
    zone           = "nl-ams-1"
    deployer       = "me"
    project_id     = "mine"
  }
  expect_failures = [var.redis_password, var.api_ingress, var.consumer_entry, var.zone, var.deployer, var.project_id]
}

run "container_with_the_name_of_another_identity" {
  command = plan
  variables {
    containers = {
      gateway = {
        image = { name = "api", tag = "1" }, port = 8080, cpu_limit = 1000, memory_limit_bytes = 512000000, min_scale = 0, max_scale = 1, timeout = 30, scaling = { concurrent_requests_threshold = 80 }
      }
    }
  }
  expect_failures = [var.containers]
}
