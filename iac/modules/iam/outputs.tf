output "keys" {
  description = "Application id (the user of a database) and secret key (its password, or a container's X-Auth-Token) of each workload."
  value = {
    for key, api_key in scaleway_iam_api_key.this :
    key => { application_id = scaleway_iam_application.this[key].id, secret_key = api_key.secret_key }
  }
  sensitive = true
  # A key without its policy has no permissions.
  depends_on = [scaleway_iam_policy.this]
}
