#!/usr/bin/env bash
# Permits in Kafka what capture, the projector and the query API need, and nothing else. Run it again after an upgrade.
#
#   acls.sh --bootstrap-server host:9093 --command-config admin.properties
#
# The arguments go to Kafka's kafka-acls.sh, which must be on the PATH, or be named by KAFKA_ACLS. The user of
# admin.properties needs ALTER on the cluster.
set -euo pipefail

capture=${CAPTURE_PRINCIPAL:-User:atlas-capture}
projector=${PROJECTOR_PRINCIPAL:-User:atlas-projector}
query_api=${QUERY_API_PRINCIPAL:-User:atlas-query-api}
prefix=${TOPIC_PREFIX:-atlas.}
group=${GROUP_ID:-tenantatlas-projector}
kafka_acls=${KAFKA_ACLS:-kafka-acls.sh}

if [ $# -eq 0 ]; then
  echo "usage: acls.sh --bootstrap-server host:9093 --command-config admin.properties" >&2
  exit 2
fi
if ! command -v "$kafka_acls" >/dev/null; then
  echo "ERROR: there is no $kafka_acls; put Kafka's bin directory on the PATH, or set KAFKA_ACLS" >&2
  exit 1
fi

connection=("$@")
permit() {
  "$kafka_acls" "${connection[@]}" --add "$@"
}

# READ and WRITE bring DESCRIBE with them. An idempotent producer needs WRITE on a topic only, not IDEMPOTENT_WRITE on
# the cluster; nobody needs anything on the cluster.

# Whichever process starts first makes the topics, and each looks at all of them.
permit --allow-principal "$capture" --allow-principal "$projector" --operation Create --operation Describe \
  --topic "$prefix" --resource-pattern-type prefixed

# Capture writes the change log and its own position in one transaction, and reads both back when it starts. In its
# group one of several processes is elected.
permit --allow-principal "$capture" --operation Read \
  --topic "${prefix}changes" --topic "${prefix}capture" --group "$group-capture"
permit --allow-principal "$capture" --operation Write \
  --topic "${prefix}changes" --topic "${prefix}capture" --transactional-id "${prefix}changes.capture"

# The projector reads the change log, parks what cannot be applied, and publishes documents and edges in transactions,
# one transactional id for each partition.
permit --allow-principal "$projector" --operation Read --topic "${prefix}changes" --group "$group"
permit --allow-principal "$projector" --operation Write --topic "${prefix}changes.dlt" \
  --topic "${prefix}kpi.v1" --topic "${prefix}badge.v1" --topic "${prefix}link.v1"
permit --allow-principal "$projector" --operation Write \
  --transactional-id "${prefix}projector-" --resource-pattern-type prefixed

# The query API reads two topics, without a group.
permit --allow-principal "$query_api" --operation Read --topic "${prefix}kpi.v1" --topic "${prefix}badge.v1"
