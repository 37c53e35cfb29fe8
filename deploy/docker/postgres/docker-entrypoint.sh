#!/bin/bash
# Starts PostgreSQL. The first time it makes the user POSTGRES_USER with POSTGRES_PASSWORD (or what is in the file
# POSTGRES_PASSWORD_FILE), the database POSTGRES_DB, and runs the scripts in /docker-entrypoint-initdb.d, while the
# server answers on its socket only.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
data=${PGDATA:-/var/lib/postgresql/data}

if [ ! -e "$data" ]; then
  # Under another name until all is done: a container that dies in between begins anew.
  export PGDATA=$data.new
  rm -rf "$PGDATA"
  export POSTGRES_USER=${POSTGRES_USER:-postgres}
  export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
  PGPASSWORD=${POSTGRES_PASSWORD:-$(cat "${POSTGRES_PASSWORD_FILE:?is not set, nor POSTGRES_PASSWORD}")}
  export PGPASSWORD
  initdb --username="$POSTGRES_USER" --pwfile=<(echo "$PGPASSWORD") --auth=scram-sha-256
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  "$@" -c listen_addresses= &
  server=$!
  until pg_isready -q; do kill -0 "$server"; sleep 0.1; done
  if [ "$POSTGRES_DB" != postgres ]; then
    createdb --username="$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"
  fi
  for script in /docker-entrypoint-initdb.d/*.sh; do
    if [ -e "$script" ]; then "$script"; fi
  done
  kill -INT "$server"
  wait "$server"
  unset PGPASSWORD
  mv "$PGDATA" "$data"
fi
export PGDATA=$data
exec "$@" -c listen_addresses='*'
