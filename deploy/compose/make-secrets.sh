#!/usr/bin/env bash
# Makes what compose.yaml needs in secrets/: a certificate authority, certificates, passwords, a key that signs tokens.
# What is there already stays. Needs openssl 1.1.1 or newer.
#
# The directory is its owner's alone. The files in it are readable for all, because a container that runs as another
# user gets each of them as it is.
set -euo pipefail
umask 077
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p secrets
chmod 700 secrets
cd secrets
umask 022

if [ ! -e ca.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj "/CN=TenantAtlas compose CA" -keyout ca.key -out ca.crt 2>/dev/null
  chmod 600 ca.key
fi

# A server's certificate, for its name in the network of compose and for localhost.
certificate() {
  local name=$1
  if [ -e "$name.crt" ]; then
    return
  fi
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
    -keyout "$name.key" -out "$name.csr" 2>/dev/null
  openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 825 -out "$name.crt" \
    -extfile <(echo "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1") 2>/dev/null
  chmod 644 "$name.key"
  rm "$name.csr"
}

password() {
  if [ ! -e "$1" ]; then
    openssl rand -hex 24 | tr -d '\n' >"$1"
  fi
}

# What a Kafka client gives as sasl.jaas.config.
jaas() {
  printf 'org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";' \
    "$1" "$(cat "$1.kafka.password")" >"$1.jaas"
}

base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

for server in source read-model kafka gateway; do
  certificate "$server"
done
# Kafka reads key and certificate from one file.
cat kafka.key kafka.crt >kafka.pem

for name in source-admin read-model-admin capture.source projector.read-model query-api.read-model grafana-admin; do
  password "$name.password"
done
for user in atlas-capture atlas-projector atlas-query-api; do
  password "$user.kafka.password"
  jaas "$user"
done
if [ ! -e kafka-cluster-id ]; then
  openssl rand 16 | base64url | tr '-' 'A' >kafka-cluster-id
fi

# The key of token.sh, and its public part as the query API reads it.
if [ ! -e token.key ]; then
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out token.key 2>/dev/null
  chmod 600 token.key
  # An RSA key of 2048 bits in DER: 9 bytes, the 256 of the modulus, the exponent 65537.
  modulus=$(openssl rsa -in token.key -RSAPublicKey_out -outform DER 2>/dev/null |
    tail -c +10 | head -c 256 | base64url)
  printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"compose","n":"%s","e":"AQAB"}]}\n' \
    "$modulus" >jwks.json
fi
