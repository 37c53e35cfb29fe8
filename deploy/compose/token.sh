#!/usr/bin/env bash
# Prints a token for the query API of compose.yaml that may read all tenants, for an hour. In the place of your OAuth2
# issuer, which compose does not have.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/secrets"

base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

now=$(date +%s)
header=$(printf '{"alg":"RS256","typ":"at+jwt","kid":"compose"}' | base64url)
claims=$(printf '{"iss":"https://issuer.compose.example","aud":"tenantatlas","sub":"compose","iat":%s,"exp":%s,"scope":"kpi:read operations:monitor","tenants":"*","workspaces":"*"}' \
  "$now" "$((now + 3600))" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign token.key -binary | base64url)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
