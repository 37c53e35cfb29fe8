package io.tenantatlas.projector.capture;

import java.time.Duration;

/**
 * How capture works.
 *
 * @param source the source
 * @param bootstrapServers the Kafka brokers
 * @param changesTopic the change log
 * @param log identifies the change log and the captured columns; when it changes, everything is
 *     read anew
 * @param stateTopic where capture keeps its own position
 * @param partitions of the change log
 * @param slotName the replication slot, made if absent
 * @param publicationName the publication, made if absent
 * @param batchSize at most this many events are written in one Kafka transaction
 * @param queueSize at most this many events wait between the source and Kafka
 * @param pollInterval how long changes are gathered before they are written
 * @param heartbeatInterval how often it is looked whether the source's log has moved past the last
 *     mark
 * @param markInterval a mark is written at least this often
 * @param retryDelay how long to wait before capture is started again after a failure
 * @param kafkaTimeout how long one operation of Kafka may take
 */
public record CaptureSettings(
    SourceSettings source,
    String bootstrapServers,
    String changesTopic,
    String log,
    String stateTopic,
    int partitions,
    String slotName,
    String publicationName,
    int batchSize,
    int queueSize,
    Duration pollInterval,
    Duration heartbeatInterval,
    Duration markInterval,
    Duration retryDelay,
    Duration kafkaTimeout) {}
