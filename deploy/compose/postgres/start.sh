#!/bin/bash
# Starts PostgreSQL with TLS; nothing is accepted in the clear. PostgreSQL wants its key to be its own.
set -euo pipefail
install -o postgres -g postgres -m 600 /run/secrets/server.key /run/secrets/server.crt /var/run/postgresql/
exec docker-entrypoint.sh postgres \
  -c ssl=on -c ssl_cert_file=/var/run/postgresql/server.crt -c ssl_key_file=/var/run/postgresql/server.key \
  -c ssl_min_protocol_version=TLSv1.2 -c hba_file=/etc/postgresql/pg_hba.conf -c password_encryption=scram-sha-256 "$@"
