package io.tenantatlas.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The read model in PostgreSQL. Only reads; keeps nothing between calls. */
public final class DocumentStore implements ReadModel {

  private static final String UNDEFINED_TABLE = "42P01";

  /** There is one of it. */
  private static final String WHOLE = "the read model";

  private final JdbcClient jdbc;
  private final DocumentQueries documents;
  private final LinkQueries links;
  private final TenantListQueries tenants;
  private final ObservationQuery observations;
  private final SharedReads reads;
  private final Runnable asked;

  /** Anybody may ask whether the read model is ready: that costs one statement at a time. */
  private final Shared<String, ReadModelStatus> status =
      new Shared<>(whole -> ReadModel.super.status());

  private final Shared<String, SourceStatus> source = new Shared<>(whole -> readSource());

  /**
   * @param maxLargeReads reads of documents that may be large that may be under way
   * @param patience how long one more waits, at most
   * @param asked is told of each read, in the thread of whoever asks
   */
  public DocumentStore(
      DataSource dataSource, int maxLargeReads, Duration patience, Runnable asked) {
    this.jdbc = JdbcClient.create(dataSource);
    this.documents = new DocumentQueries(jdbc);
    this.links = new LinkQueries(jdbc);
    this.tenants = new TenantListQueries(jdbc);
    this.observations = new ObservationQuery(jdbc);
    this.reads = new SharedReads(this::readOne, maxLargeReads, patience);
    this.asked = asked;
  }

  @Override
  public DocumentRead read(DocumentKey key) {
    asked.run();
    return reads.read(key);
  }

  private DocumentRead readOne(DocumentKey key) {
    return unlessMissing(
        new DocumentRead.NotReady(SnapshotProgress.NONE),
        () ->
            switch (key) {
              case DocumentKey.OfTenant tenant -> documents.read(tenant);
              case DocumentKey.OfSession session -> documents.read(session);
              case DocumentKey.OfCaller caller -> tenants.read(caller);
              case DocumentKey.OfItem item -> links.read(item);
              case DocumentKey.OfFoundation foundation -> links.read(foundation);
            });
  }

  @Override
  public Map<DocumentKey.OfTenant, DocumentRead.Present> readAll(
      Collection<DocumentKey.OfTenant> keys) {
    asked.run();
    return unlessMissing(Map.of(), () -> documents.readAll(keys));
  }

  @Override
  public Optional<String> reference(String name) {
    asked.run();
    return unlessMissing(
        Optional.empty(),
        () ->
            jdbc.sql("select content from reference_document where name = :name")
                .param("name", name)
                .query(String.class)
                .optional());
  }

  @Override
  public ReadModelStatus status() {
    asked.run();
    return status.get(WHOLE);
  }

  @Override
  public SourceStatus source() {
    asked.run();
    return source.get(WHOLE);
  }

  private SourceStatus readSource() {
    return unlessMissing(
        SourceStatus.NONE,
        () ->
            jdbc.sql(
                    """
                    select capture.state, capture.reason, capture.since, totals.announced_history
                      from %s
                      left join capture_status capture on true
                    """
                        .formatted(ProgressColumns.TOTALS))
                .query((row, number) -> source(row))
                .single());
  }

  private static SourceStatus source(ResultSet row) throws SQLException {
    String history = row.getString("announced_history");
    return new SourceStatus(
        row.getString("state"),
        row.getString("reason"),
        ProgressColumns.instant(row, "since"),
        history == null ? null : new SourceHistory(history));
  }

  @Override
  public Observation observe(Map<Integer, Long> seenSteps) {
    asked.run();
    return unlessMissing(Observation.NONE, () -> observations.observe(seenSteps));
  }

  /**
   * The projector creates the tables; before that there is nothing to read, which is no failure.
   */
  private static <T> T unlessMissing(T missing, Supplier<T> query) {
    try {
      return query.get();
    } catch (DataAccessException e) {
      if (e.getRootCause() instanceof SQLException sql
          && UNDEFINED_TABLE.equals(sql.getSQLState())) {
        return missing;
      }
      throw new ReadModelUnavailableException(e);
    }
  }
}
