package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.source.SourceSettings;
import java.time.Duration;

/**
 * How capture works.
 *
 * @param source the source
 * @param changesTopic the change log
 * @param transactionalId whoever has it may write the change log, and fences who had it before
 * @param log identifies the change log and the captured columns; when it changes, everything is
 *     read anew
 * @param stateTopic where capture keeps its own position
 * @param partitions of the change log
 * @param group the consumer group in which Kafka elects the process that captures
 * @param instanceId a name of this process that stays over restarts; empty for none
 * @param sessionTimeout after which a silent process loses its lease
 * @param slotName the replication slot, made if absent
 * @param publicationName the publication, made if absent
 * @param batchSize at most this many events are written in one Kafka transaction
 * @param queueSize at most this many events wait between the source and Kafka
 * @param queueBytes at most about so many bytes wait between the source and Kafka, and about so
 *     many are written in one Kafka transaction when tables are read
 * @param pollInterval how long changes are gathered before they are written
 * @param gatherMax after a Kafka transaction, changes are gathered for as long as {@link
 *     io.tenantatlas.projector.change.GatherTime} says, at most so long
 * @param heartbeatInterval how often capture looks whether the source's log has moved past the last
 *     mark of all partitions; every mark interval only when no captured row has changed for some
 *     time
 * @param markInterval a mark is written at least this often
 * @param stallTimeout when for so long nothing has come through the stream, although heartbeats
 *     were written, the connection counts as dead
 * @param retryDelay how long to wait before capture begins again after a failure; failures that
 *     come again wait longer, up to {@code maxRetryDelay}
 * @param maxRetryDelay the longest of these waits
 * @param kafkaTimeout how long one operation of Kafka may take
 */
public record CaptureSettings(
    SourceSettings source,
    String changesTopic,
    String transactionalId,
    String log,
    String stateTopic,
    int partitions,
    String group,
    String instanceId,
    Duration sessionTimeout,
    String slotName,
    String publicationName,
    int batchSize,
    int queueSize,
    long queueBytes,
    Duration pollInterval,
    Duration gatherMax,
    Duration heartbeatInterval,
    Duration markInterval,
    Duration stallTimeout,
    Duration retryDelay,
    Duration maxRetryDelay,
    Duration kafkaTimeout) {}
