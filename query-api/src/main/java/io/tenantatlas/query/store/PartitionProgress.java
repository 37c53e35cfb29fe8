package io.tenantatlas.query.store;

/**
 * The progress of one partition of the change log, numbered from 0.
 *
 * @param step the number of the newest step that changed documents or edges; never falls while the
 *     read model lives
 */
public record PartitionProgress(int partition, Progress progress, long step) {}
