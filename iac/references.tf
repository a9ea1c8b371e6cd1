# The closed set of what a container's variable may refer to (MANIFEST.md, References).

locals {
  reference_names = sort(concat(
    [for property in ["traces_endpoint", "metrics_endpoint", "logs_endpoint", "headers"] : "otlp.${property}"],
    [for pair in setproduct(keys(var.redis), ["connection_string", "certificate", "host", "port"]) : join(".", pair)],
    [for pair in setproduct(keys(var.databases), ["connection_string", "host", "port", "database"]) : join(".", pair)],
    [for pair in setproduct(keys(var.queues), ["connection_string", "url", "endpoint", "region"]) : join(".", pair)],
  ))
}
