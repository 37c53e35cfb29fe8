package io.tenantatlas.projector.change;

/** A captured row's identity: its table and primary key. */
public record RowKey(SourceTable table, long id) {}
