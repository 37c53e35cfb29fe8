package io.tenantatlas.bench.micro;

import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.pipeline.DocumentJson;
import io.tenantatlas.projector.projection.Contribution;
import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.projection.Projection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** All documents of one tenant, from its measures to JSON text. */
@State(Scope.Thread)
public class Rendering {

  private static final int ROWS_OF_EACH_TABLE = 50;
  private static final int RANKED = 10;

  private final Projection projection = Fixtures.projection();
  private final Map<String, Long> sums = new HashMap<>();
  private final Map<String, List<RowImage>> ranked = new HashMap<>();

  /** A row, and what a ranking orders it by. */
  private record Ranked(RowImage row, @Nullable Instant at) {}

  @Setup
  public void prepare() throws MalformedRecordException {
    Map<String, List<Ranked>> all = new HashMap<>();
    for (SourceTable table : SourceTable.values()) {
      for (RowImage row :
          Fixtures.rows(table, table == SourceTable.TENANTS ? 1 : ROWS_OF_EACH_TABLE)) {
        Contribution contribution = projection.contribution(row, Fixtures.NOW);
        contribution.sums().forEach((name, amount) -> sums.merge(name, amount, Long::sum));
        contribution
            .ranks()
            .forEach(
                (name, at) ->
                    all.computeIfAbsent(name, absent -> new ArrayList<>())
                        .add(new Ranked(row, at)));
      }
    }
    all.forEach((name, rows) -> ranked.put(name, first(rows)));
  }

  private static List<RowImage> first(List<Ranked> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                    Ranked::at, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                .reversed())
        .limit(RANKED)
        .map(Ranked::row)
        .toList();
  }

  @Benchmark
  public Map<DocumentKind, Map<String, @Nullable Object>> documents() {
    return projection.documents(sums, ranked, Fixtures.NOW);
  }

  @Benchmark
  public void documentsAndJson(Blackhole texts) {
    for (Map<String, @Nullable Object> document : documents().values()) {
      texts.consume(DocumentJson.write(document));
    }
  }
}
