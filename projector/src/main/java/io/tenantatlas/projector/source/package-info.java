/**
 * The source database beside its change stream: connections, what capture relies on in the catalog
 * ({@link io.tenantatlas.projector.source.SourceContract}), the publication, the replication slot,
 * and reading whole tables. JDBC only: it knows neither Kafka nor Debezium.
 */
@NullMarked
package io.tenantatlas.projector.source;

import org.jspecify.annotations.NullMarked;
