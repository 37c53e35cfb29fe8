package io.tenantatlas.query.store;

/** The progress of one partition of the change log, numbered from 0. */
public record PartitionProgress(int partition, Progress progress) {}
