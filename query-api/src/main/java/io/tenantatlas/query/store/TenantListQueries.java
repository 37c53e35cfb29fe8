package io.tenantatlas.query.store;

import static io.tenantatlas.query.store.ProgressColumns.LEAST;
import static io.tenantatlas.query.store.ProgressColumns.TOTALS;
import static io.tenantatlas.query.store.ProgressColumns.progressOf;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gathers the list of tenants from their headlines, a page at a time. */
final class TenantListQueries {

  private static final String EVERYONE = page("");

  private static final String ONLY = page("and tenant_id = any(:tenants)");

  private final JdbcClient jdbc;

  TenantListQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One statement, so that all headlines, position and readiness are of one snapshot. */
  DocumentRead read(DocumentKey.OfCaller key) {
    var statement =
        switch (key.tenants()) {
          case TenantFilter.Everyone everyone -> jdbc.sql(EVERYONE);
          case TenantFilter.Only only -> jdbc.sql(ONLY).param("tenants", array(only));
        };
    return statement
        .param("after", key.after())
        .param("limit", key.limit())
        .param("oneMore", key.limit() + 1)
        .query((row, number) -> list(row))
        .single();
  }

  private static long[] array(TenantFilter.Only only) {
    return only.ids().stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** One more is looked for than is shown: that there is one tells that there is a next page. */
  private static String page(String condition) {
    return """
    select totals.ready and slowest.one_history as ready,
           totals.rows_applied, totals.rows_expected, %s,
           '{"tenants":[' || page.tenants || '],"next":'
             || coalesce(page.next::text, 'null') || '}' as content
      from %s
      cross join (select %s from partition_progress) slowest
      cross join (
        select coalesce(string_agg(headline, ',' order by tenant_id)
                          filter (where place <= :limit), '') as tenants,
               case when count(*) > :limit
                    then max(tenant_id) filter (where place <= :limit) end as next
          from (select tenant_id, row_number() over (order by tenant_id) as place,
                       '{"tenant_id":' || tenant_id || ',"version":' || version
                         || ',"changed_at":"'
                         || to_char(date_trunc('milliseconds', changed_at at time zone 'UTC'),
                                    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                         || '",' || substr(content, 2) as headline
                  from document
                 where kind = 'headline' and content is not null and tenant_id > :after %s
                 order by tenant_id
                 limit :oneMore) first) page
    """
        .formatted(progressOf("slowest", "slowest.degraded"), TOTALS, LEAST, condition);
  }

  private static DocumentRead list(ResultSet row) throws SQLException {
    if (!row.getBoolean("ready")) {
      return new DocumentRead.NotReady(ProgressColumns.snapshot(row));
    }
    return new DocumentRead.Present(
        ProgressColumns.progress(row), new Document.Gathered(row.getString("content")));
  }
}
