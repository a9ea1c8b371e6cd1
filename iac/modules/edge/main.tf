# endpoint (DNS) → TLS → route ┬ default     → site bucket
#                              └ API's paths → WAF → Load Balancer or container

# One plan for the whole project; destroying it cancels it for all pipelines of the project.
resource "scaleway_edge_services_plan" "this" {
  name       = var.plan
  project_id = var.project_id
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

resource "scaleway_edge_services_backend_stage" "api" {
  pipeline_id = scaleway_edge_services_pipeline.this.id
  project_id  = var.project_id

  dynamic "lb_backend_config" {
    for_each = var.load_balancer[*]
    content {
      lb_config {
        id          = lb_backend_config.value.id
        frontend_id = lb_backend_config.value.frontend_id
        domain_name = lb_backend_config.value.host
        is_ssl      = true
        zone        = var.zone
      }
    }
  }

  dynamic "container_backend_config" {
    for_each = var.container_id[*]
    content {
      container_id = container_backend_config.value
      region       = var.region
    }
  }
}

resource "scaleway_edge_services_waf_stage" "api" {
  pipeline_id      = scaleway_edge_services_pipeline.this.id
  project_id       = var.project_id
  backend_stage_id = scaleway_edge_services_backend_stage.api.id
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

resource "scaleway_edge_services_tls_stage" "this" {
  pipeline_id         = scaleway_edge_services_pipeline.this.id
  project_id          = var.project_id
  route_stage_id      = scaleway_edge_services_route_stage.this.id
  managed_certificate = true
}

resource "scaleway_edge_services_dns_stage" "this" {
  pipeline_id  = scaleway_edge_services_pipeline.this.id
  project_id   = var.project_id
  tls_stage_id = scaleway_edge_services_tls_stage.this.id
  fqdns        = var.domain[*]
}

resource "scaleway_edge_services_head_stage" "this" {
  pipeline_id   = scaleway_edge_services_pipeline.this.id
  head_stage_id = scaleway_edge_services_dns_stage.this.id
}

locals {
  default_host = "${scaleway_edge_services_pipeline.this.id}.svc.edge.scw.cloud"
}
