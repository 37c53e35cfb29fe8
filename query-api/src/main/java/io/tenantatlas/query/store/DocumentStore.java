package io.tenantatlas.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The read model in PostgreSQL. Only reads; keeps nothing between calls. */
public final class DocumentStore implements ReadModel {

  private static final String UNDEFINED_TABLE = "42P01";

  private final JdbcClient jdbc;
  private final DocumentQueries documents;
  private final LinkQueries links;

  public DocumentStore(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
    this.documents = new DocumentQueries(jdbc);
    this.links = new LinkQueries(jdbc);
  }

  @Override
  public DocumentRead read(DocumentKey key) {
    return unlessMissing(
        new DocumentRead.NotReady(SnapshotProgress.NONE),
        () ->
            switch (key) {
              case DocumentKey.OfTenant tenant -> documents.read(tenant);
              case DocumentKey.OfSession session -> documents.read(session);
              case DocumentKey.OfItem item -> links.read(item);
              case DocumentKey.OfFoundation foundation -> links.read(foundation);
            });
  }

  @Override
  public Optional<String> reference(String name) {
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
    return unlessMissing(ReadModelStatus.NONE, this::selectStatus);
  }

  private ReadModelStatus selectStatus() {
    return jdbc.sql(
            """
            select totals.ready, totals.rows_applied, totals.rows_expected,
                   each.partition, each.source_lsn::text as source_lsn, each.source_at, each.as_of
              from %s
              left join partition_progress each on true
             order by each.partition
            """
                .formatted(ProgressColumns.TOTALS))
        .query((ResultSetExtractor<ReadModelStatus>) DocumentStore::status);
  }

  @Override
  public Positions positions() {
    return unlessMissing(new Positions(1, new HashMap<>()), this::selectPositions);
  }

  private Positions selectPositions() {
    return jdbc.sql(
            "select partition, partitions, source_lsn::text as source_lsn from partition_progress")
        .query(
            rows -> {
              int partitions = 1;
              var positions = new HashMap<Integer, SourcePosition>();
              while (rows.next()) {
                partitions = rows.getInt("partitions");
                positions.put(rows.getInt("partition"), ProgressColumns.position(rows));
              }
              return new Positions(partitions, positions);
            });
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

  private static ReadModelStatus status(ResultSet rows) throws SQLException {
    boolean ready = false;
    SnapshotProgress snapshot = SnapshotProgress.NONE;
    List<PartitionProgress> partitions = new ArrayList<>();
    while (rows.next()) {
      ready = rows.getBoolean("ready");
      snapshot = ProgressColumns.snapshot(rows);
      int partition = rows.getInt("partition");
      if (!rows.wasNull()) {
        partitions.add(new PartitionProgress(partition, ProgressColumns.progress(rows)));
      }
    }
    return new ReadModelStatus(ready, List.copyOf(partitions), snapshot);
  }
}
