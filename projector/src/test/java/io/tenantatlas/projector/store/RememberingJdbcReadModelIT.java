package io.tenantatlas.projector.store;

/** A read model that remembers keeps every {@link ReadModelContract} over PostgreSQL. */
class RememberingJdbcReadModelIT extends JdbcReadModelIT {

  private static final long MAX_BYTES = 1_000_000;

  @Override
  ReadModel over(ReadModel stored) {
    return new RememberingReadModel(stored, MAX_BYTES);
  }
}
