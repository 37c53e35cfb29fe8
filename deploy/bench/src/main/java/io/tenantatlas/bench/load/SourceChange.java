package io.tenantatlas.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One changed row of the source.
 *
 * @param id of the row
 * @param json of its JSON column, if the table has one
 */
record SourceChange(
    WrittenTable table, Kind kind, long id, long tenant, String text, String status, String json) {

  /** Above the ids that anything else uses. */
  private static final long FIRST_ID = 1_000_000_000;

  enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * Random changes, the same for the same seed. Each row is changed by who inserted it, and each
   * tenant by one of those that run side by side, so that they cannot deadlock. For one thread.
   */
  static final class Changes {

    private static final int INSERTS_OF_100 = 60;
    private static final int DELETES_OF_100 = 5;
    private static final int TENANT_UPDATES_OF_1000 = 5;

    private final SplittableRandom random;
    private final int tenants;
    private final int number;
    private final Map<WrittenTable, List<Row>> rows = new EnumMap<>(WrittenTable.class);
    private final int step;
    private long nextId;

    private record Row(long id, long tenant) {}

    /**
     * @param number of these changes among {@code step} that run side by side, from 0
     * @param tenants at least {@code step}
     * @param series which ids inserted rows get: other ones for each number from 0
     */
    Changes(long seed, int number, int step, int tenants, long series) {
      this.random = new SplittableRandom(seed + number);
      this.tenants = tenants;
      this.number = number;
      this.step = step;
      this.nextId = FIRST_ID * (1 + series) + number;
    }

    SourceChange next() {
      if (random.nextInt(1000) < TENANT_UPDATES_OF_1000) {
        long tenant = 1L + number + (long) step * random.nextInt(tenants / step);
        return change(WrittenTable.TENANTS, Kind.UPDATE, new Row(tenant, tenant));
      }
      WrittenTable table = WrittenTable.pick(random);
      List<Row> own = rows.computeIfAbsent(table, any -> new ArrayList<>());
      int chance = random.nextInt(100);
      if (chance < INSERTS_OF_100 || own.isEmpty()) {
        Row row = new Row(nextId, 1L + random.nextInt(tenants));
        nextId += step;
        own.add(row);
        return change(table, Kind.INSERT, row);
      }
      int place = random.nextInt(own.size());
      Row row = own.get(place);
      if (chance < INSERTS_OF_100 + DELETES_OF_100) {
        own.set(place, own.getLast());
        own.removeLast();
        return change(table, Kind.DELETE, row);
      }
      return change(table, Kind.UPDATE, row);
    }

    private SourceChange change(WrittenTable table, Kind kind, Row row) {
      return new SourceChange(
          table,
          kind,
          row.id,
          row.tenant,
          table.text(random),
          table.status(random),
          table.json(random, row.tenant));
    }
  }
}
