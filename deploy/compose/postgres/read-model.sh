#!/bin/bash
# Makes the roles of the read model once.
set -euo pipefail
export PGUSER=$POSTGRES_USER PGDATABASE=$POSTGRES_DB
PROJECTOR_PASSWORD=$(cat /run/secrets/projector-password)
QUERY_API_PASSWORD=$(cat /run/secrets/query-api-password)
export PROJECTOR_PASSWORD QUERY_API_PASSWORD
psql -X -q -f /sql/read-model.sql
