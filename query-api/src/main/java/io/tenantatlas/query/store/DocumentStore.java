package io.tenantatlas.query.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The read model in PostgreSQL. Only reads; keeps nothing between calls. */
public final class DocumentStore implements ReadModel {

  private static final String UNDEFINED_TABLE = "42P01";

  /**
   * The whole read model in one row, even when it is empty. The expected rows are those of the
   * whole snapshot in every partition's row, the applied ones each partition's own.
   */
  private static final String TOTALS =
      """
      (select coalesce(count(*) = min(partitions) and min(partitions) = max(partitions)
                         and bool_and(ready), false) as ready,
              coalesce(max(partitions), 1) as partitions,
              coalesce(sum(snapshot_applied), 0) as rows_applied,
              coalesce(max(snapshot_expected), 0) as rows_expected
         from partition_progress) totals
      """;

  private final JdbcClient jdbc;

  public DocumentStore(DataSource dataSource) {
    this.jdbc = JdbcClient.create(dataSource);
  }

  @Override
  public DocumentRead read(DocumentKey key) {
    return unlessMissing(
        new DocumentRead.NotReady(SnapshotProgress.NONE),
        () ->
            switch (key) {
              case DocumentKey.OfTenant tenant -> select(tenant);
              case DocumentKey.OfSession session -> select(session);
            });
  }

  /** One statement, so that document, position and readiness are of one snapshot. */
  private DocumentRead select(DocumentKey.OfTenant key) {
    return jdbc.sql(
            """
            select totals.ready, totals.rows_applied, totals.rows_expected,
                   own.source_lsn::text as source_lsn, own.source_at, own.as_of,
                   own.partition, document.version, document.changed_at, document.content
              from %s
              left join partition_progress own
                on own.partition = mod(mod(:tenant, totals.partitions) + totals.partitions,
                                       totals.partitions)
              left join document
                on document.tenant_id = :tenant and document.kind = :kind
            """
                .formatted(TOTALS))
        .param("tenant", key.tenantId())
        .param("kind", key.kind())
        .query((row, number) -> documentRead(row))
        .single();
  }

  /**
   * One statement again. A partition that has the session's run speaks for itself, and the one that
   * is farthest if a run is on its way between two. That there is no such run, or no such session,
   * is only as right as all partitions are.
   */
  private DocumentRead select(DocumentKey.OfSession key) {
    return jdbc.sql(
            """
            select totals.ready, totals.rows_applied, totals.rows_expected,
                   speaking.source_lsn::text as source_lsn, speaking.source_at, speaking.as_of,
                   chosen.partition, chosen.version, chosen.changed_at, chosen.content
              from %s
              left join lateral (
                select document.*
                  from onboarding_document document
                  join partition_progress own on own.partition = document.partition
                 where document.session_id = :session and document.workspace_id = :workspace
                   and document.content is not null
                 order by document.run_partition desc, own.source_lsn desc
                 limit 1) chosen on true
              left join lateral (
                select min(each.source_lsn) as source_lsn, min(each.as_of) as as_of,
                       case when count(each.source_at) = count(*)
                            then min(each.source_at) end as source_at
                  from partition_progress each
                 where each.partition = chosen.partition
                    or chosen.run_partition is not true) speaking on true
            """
                .formatted(TOTALS))
        .param("workspace", key.workspaceId())
        .param("session", key.sessionId())
        .query((row, number) -> documentRead(row))
        .single();
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
                .formatted(TOTALS))
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
                positions.put(rows.getInt("partition"), position(rows));
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

  private static DocumentRead documentRead(ResultSet row) throws SQLException {
    if (!row.getBoolean("ready")) {
      return new DocumentRead.NotReady(snapshot(row));
    }
    String content = row.getString("content");
    if (content == null) {
      return new DocumentRead.Absent(progress(row));
    }
    var document =
        new Document(
            row.getInt("partition"), row.getLong("version"), required(row, "changed_at"), content);
    return new DocumentRead.Present(progress(row), document);
  }

  private static ReadModelStatus status(ResultSet rows) throws SQLException {
    boolean ready = false;
    SnapshotProgress snapshot = SnapshotProgress.NONE;
    List<PartitionProgress> partitions = new ArrayList<>();
    while (rows.next()) {
      ready = rows.getBoolean("ready");
      snapshot = snapshot(rows);
      int partition = rows.getInt("partition");
      if (!rows.wasNull()) {
        partitions.add(new PartitionProgress(partition, progress(rows)));
      }
    }
    return new ReadModelStatus(ready, List.copyOf(partitions), snapshot);
  }

  private static SnapshotProgress snapshot(ResultSet row) throws SQLException {
    return new SnapshotProgress(row.getLong("rows_applied"), row.getLong("rows_expected"));
  }

  private static Progress progress(ResultSet row) throws SQLException {
    return new Progress(position(row), instant(row, "source_at"), required(row, "as_of"));
  }

  private static SourcePosition position(ResultSet row) throws SQLException {
    return SourcePosition.parse(row.getString("source_lsn"));
  }

  private static Instant required(ResultSet row, String column) throws SQLException {
    Instant instant = instant(row, column);
    if (instant == null) {
      throw new SQLException("column " + column + " of the read model is null");
    }
    return instant;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
