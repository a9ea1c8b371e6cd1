# What a container's variables refer to (MANIFEST.md, References): the closed set of names, and their values.

locals {
  # Decides by name alone: what is a secret must be known before any value is.
  secret_properties = ["connection_string", "certificate", "headers"]

  # Variable to reference, per container, without those to telemetry when it is off.
  references = {
    for name, container in var.containers : name => {
      for variable, reference in container.references : variable => reference
      if var.telemetry || !startswith(reference, "otlp.")
    }
  }

  plain_values = merge(
    { for signal in ["traces", "metrics", "logs"] : "otlp.${signal}_endpoint" => try(module.observability.otlp_endpoints[signal], "") },
    merge([for key in keys(var.redis) : {
      "${key}.host" = module.redis.hosts[key]
      "${key}.port" = tostring(module.redis.ports[key])
    }]...),
    merge([for key in keys(var.databases) : {
      "${key}.host"     = module.database.endpoints[key].host
      "${key}.port"     = module.database.endpoints[key].port
      "${key}.database" = module.database.endpoints[key].database
    }]...),
    merge([for key in keys(var.queues) : {
      "${key}.url"      = module.queue.urls[key]
      "${key}.endpoint" = module.queue.endpoint
      "${key}.region"   = var.region
    }]...),
  )

  # The same for every container.
  shared_secret_values = merge(
    { "otlp.headers" = try(module.observability.otlp_headers, "") },
    merge([for key in keys(var.redis) : {
      "${key}.connection_string" = module.redis.connection_strings[key]
      "${key}.certificate"       = module.redis.certificates[key]
    }]...),
  )

  # Each container has keys of its own.
  own_secret_values = {
    for name, container in var.containers : name => merge(
      { for key in keys(container.grants.databases) : "${key}.connection_string" => join(";", [
        "Host=${module.database.endpoints[key].host}",
        "Port=${module.database.endpoints[key].port}",
        "Database=${module.database.endpoints[key].database}",
        "Username=${module.iam.keys[name].application_id}",
        "Password=${module.iam.keys[name].secret_key}",
        # The certificate is of a public authority.
        "SSL Mode=VerifyFull",
        # Connections are pooled per transaction, so DISCARD ALL is not allowed. The first query after idle takes seconds.
        "No Reset On Close=true",
        "Timeout=30",
        "Command Timeout=30",
      ]) },
      { for key in keys(container.grants.queues) : "${key}.connection_string" => join(";", [
        "Endpoint=${module.queue.endpoint}",
        "Region=${var.region}",
        "AccessKey=${module.queue.credentials[name].access_key}",
        "SecretKey=${module.queue.credentials[name].secret_key}",
        "QueueUrl=${module.queue.urls[key]}",
      ]) },
    )
  }

  environment = {
    for name, container in var.containers : name => merge(container.environment, {
      for variable, reference in local.references[name] : variable => local.plain_values[reference]
      if !contains(local.secret_properties, split(".", reference)[1])
    })
  }

  secret_environment = {
    for name, container in var.containers : name => merge(
      {
        for variable, reference in local.references[name] :
        variable => merge(local.shared_secret_values, local.own_secret_values[name])[reference]
        if contains(local.secret_properties, split(".", reference)[1])
      },
      { for variable, secret in container.secrets : variable => var.secret_values[secret] },
    )
  }
}
