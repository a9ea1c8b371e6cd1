#!/bin/sh
# send.sh METHOD URL: one request to the rules API, with the rule group in BODY and the secret key in TF_VAR_secret_key.
set -eu
: "${TF_VAR_secret_key:?Set TF_VAR_secret_key to the secret key of an API key with ObservabilityFullAccess.}"

# The key goes through standard input: the list of processes shows arguments.
response=$(printf 'header = "X-Auth-Token: %s"\n' "$TF_VAR_secret_key" |
  curl --config - --silent --show-error --retry 3 --max-time 30 --request "$1" --write-out '\n%{http_code}' \
    ${BODY:+--header "Content-Type: application/yaml" --data-binary "$BODY"} "$2")
case "$1 ${response##*
}" in
  *" 2"?? | "DELETE 404") ;;
  *) echo "$1 $2: $response" >&2; exit 1 ;;
esac
