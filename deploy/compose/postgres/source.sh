#!/bin/bash
# Makes the source once: the application's tables, as Laravel makes them, and what capture may do.
set -euo pipefail
export PGUSER=$POSTGRES_USER PGDATABASE=$POSTGRES_DB
sed 's/{timestamp}/timestamp(0)/g' /sql/source-schema.sql | psql -X -q -v ON_ERROR_STOP=1
CAPTURE_PASSWORD=$(cat /run/secrets/capture-password)
export CAPTURE_PASSWORD
psql -X -q -f /sql/source-role.sql
psql -X -q -f /sql/source-tables.sql
