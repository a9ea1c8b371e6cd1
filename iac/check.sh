#!/bin/sh
# Checks iac/ as the pull-request workflow does: formatting, the provider's own validation, tests with a mocked provider,
# and an offline plan of every combination of the two choices. No account is needed. Says what it skips and why.
set -eu
cd "$(dirname "$0")"

skip() { echo "skipped: $1"; exit 0; }

command -v tofu > /dev/null || skip "everything, because tofu is not on the PATH (https://opentofu.org/docs/intro/install/)"

echo "== fmt"
tofu fmt -check -diff -recursive

# A copy: the checks need neither the backend nor the variables of a deployment that is in the folder.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R . "$copy"
cd "$copy"
rm -rf .terraform backend.tf ./*.tfstate ./*.tfstate.* ./terraform.tfvars ./*.auto.tfvars ./*.auto.tfvars.json

echo "== init"
tofu init -backend=false -input=false > init.log 2>&1 || {
  cat init.log
  # Any other error is one of the configuration.
  grep -q -i -E 'could not connect|failed to request|no such host|connection refused|timeout|network is unreachable' init.log && [ -z "${CI:-}" ] || exit 1
  skip "validate, test and plan, because the provider cannot be downloaded"
}

echo "== validate"
tofu validate

echo "== test"
tofu test

# Keys of the right form: with -refresh=false and an empty state the provider calls nothing.
export SCW_ACCESS_KEY=SCWXXXXXXXXXXXXXXXXX
export SCW_SECRET_KEY=11111111-1111-1111-1111-111111111111
export TF_VAR_project_id=11111111-1111-1111-1111-111111111111
export TF_VAR_organization_id=11111111-1111-1111-1111-111111111111
export TF_VAR_deployer=user_id:11111111-1111-1111-1111-111111111111
export TF_VAR_redis_password=Correct-Horse-Battery-9
export TF_VAR_secret_values='{"some-api-key":"value"}'
# Planning reads the hash of the package alone, so that any file is one.
export TF_VAR_forwarder_package=modules/functions/forwarder/src/package.json
cp examples/*.auto.tfvars.json .
for ingress in load_balancer edge; do
  for entry in function container; do
    echo "== plan api_ingress=$ingress consumer_entry=$entry"
    tofu plan -refresh=false -input=false -var="api_ingress=$ingress" -var="consumer_entry=$entry" > plan.log 2>&1 || { cat plan.log; exit 1; }
    grep '^Plan:' plan.log
  done
done
