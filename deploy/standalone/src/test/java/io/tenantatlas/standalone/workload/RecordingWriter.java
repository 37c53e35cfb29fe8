package io.tenantatlas.standalone.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Keeps what is written, and says that every transaction touched one row. */
final class RecordingWriter implements SourceWriter {
  final List<List<SqlCommand>> transactions = new ArrayList<>();
  private final int tenants;

  RecordingWriter(int tenants) {
    this.tenants = tenants;
  }

  @Override
  public int write(List<SqlCommand> transaction) {
    transactions.add(transaction);
    return 1;
  }

  @Override
  public List<Long> tenantIds() {
    return LongStream.rangeClosed(1, tenants).boxed().toList();
  }
}
