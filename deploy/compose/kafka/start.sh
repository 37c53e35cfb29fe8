#!/bin/bash
# Formats the storage at the first start, with the users' passwords, and starts Kafka.
set -euo pipefail
users=()
for user in atlas-capture atlas-projector atlas-query-api; do
  users+=(--add-scram "SCRAM-SHA-512=[name=$user,password=$(cat "/run/secrets/$user.kafka.password")]")
done
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --config /etc/tenantatlas/server.properties \
  --cluster-id "$(cat /run/secrets/kafka-cluster-id)" "${users[@]}"
exec /opt/kafka/bin/kafka-server-start.sh /etc/tenantatlas/server.properties
