# endpoint (DNS) → TLS → (cache) → route ┬ default     → site bucket
#                                        └ API's paths → WAF → Load Balancer or container

# One plan for the whole project; destroying it cancels it for all pipelines of the project.
resource "scaleway_edge_services_plan" "this" {
  name       = var.plan
  project_id = var.project_id

  lifecycle {
    prevent_destroy = var.protect_data
  }
}

resource "scaleway_edge_services_pipeline" "this" {
  name        = var.name
  description = "Site and API of ${var.name}"
  project_id  = var.project_id

  depends_on = [scaleway_edge_services_plan.this]
}

resource "scaleway_edge_services_backend_stage" "site" {
  pipeline_id = scaleway_edge_services_pipeline.this.id
  project_id  = var.project_id

  s3_backend_config {
    bucket_name   = var.bucket
    bucket_region = var.region
    is_website    = true
  }
}

# The API's origin is one of two resources: the provider sends both origins when one stage changes from one to the other.
# create_before_destroy moves the firewall to the new stage before the old one goes. It spreads to everything that the
# stages depend on, databases and Redis included: a replacement exists beside the original for a while.
resource "scaleway_edge_services_backend_stage" "load_balancer" {
  pipeline_id = scaleway_edge_services_pipeline.this.id
  project_id  = var.project_id

  lb_backend_config {
    lb_config {
      id          = var.load_balancer.id
      frontend_id = var.load_balancer.frontend_id
      domain_name = var.load_balancer.host
      is_ssl      = true
      zone        = var.zone
    }
  }

  lifecycle {
    enabled               = var.load_balancer != null
    create_before_destroy = true
  }
}

resource "scaleway_edge_services_backend_stage" "container" {
  pipeline_id = scaleway_edge_services_pipeline.this.id
  project_id  = var.project_id

  container_backend_config {
    container_id = var.container_id
    region       = var.region
  }

  lifecycle {
    enabled               = var.load_balancer == null
    create_before_destroy = true
  }
}

resource "scaleway_edge_services_waf_stage" "api" {
  pipeline_id      = scaleway_edge_services_pipeline.this.id
  project_id       = var.project_id
  backend_stage_id = var.load_balancer != null ? scaleway_edge_services_backend_stage.load_balancer.id : scaleway_edge_services_backend_stage.container.id
  mode             = var.waf_mode
  paranoia_level   = var.waf_paranoia_level
}

resource "scaleway_edge_services_route_stage" "this" {
  pipeline_id      = scaleway_edge_services_pipeline.this.id
  project_id       = var.project_id
  backend_stage_id = scaleway_edge_services_backend_stage.site.id

  rule {
    waf_stage_id = scaleway_edge_services_waf_stage.api.id

    rule_http_match {
      path_filter {
        path_filter_type = "regex"
        value            = var.api_path_pattern
      }
    }
  }
}

# Before the route, because a route leads to a firewall or an origin only. Without a fallback an answer is kept only as
# its Cache-Control says.
resource "scaleway_edge_services_cache_stage" "this" {
  pipeline_id    = scaleway_edge_services_pipeline.this.id
  project_id     = var.project_id
  route_stage_id = scaleway_edge_services_route_stage.this.id
  fallback_ttl   = 0

  lifecycle {
    enabled = var.cache
    # The TLS stage leaves the cache before the cache goes.
    create_before_destroy = true
  }
}

resource "scaleway_edge_services_tls_stage" "this" {
  pipeline_id         = scaleway_edge_services_pipeline.this.id
  project_id          = var.project_id
  cache_stage_id      = var.cache ? scaleway_edge_services_cache_stage.this.id : null
  route_stage_id      = var.cache ? null : scaleway_edge_services_route_stage.this.id
  managed_certificate = true
}

# Edge Services checks the CNAME before it accepts the domain.
resource "scaleway_domain_record" "this" {
  dns_zone = var.dns_zone
  name     = trimsuffix(var.domain, ".${var.dns_zone}")
  type     = "CNAME"
  data     = "${local.default_host}."
  ttl      = 300

  lifecycle {
    enabled = var.dns_zone != null
  }
}

resource "scaleway_edge_services_dns_stage" "this" {
  pipeline_id  = scaleway_edge_services_pipeline.this.id
  project_id   = var.project_id
  tls_stage_id = scaleway_edge_services_tls_stage.this.id
  fqdns        = var.domain[*]

  depends_on = [scaleway_domain_record.this]
}

resource "scaleway_edge_services_head_stage" "this" {
  pipeline_id   = scaleway_edge_services_pipeline.this.id
  head_stage_id = scaleway_edge_services_dns_stage.this.id
}

locals {
  default_host = "${scaleway_edge_services_pipeline.this.id}.svc.edge.scw.cloud"
}
