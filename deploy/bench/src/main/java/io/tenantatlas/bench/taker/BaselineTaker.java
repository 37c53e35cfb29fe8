package io.tenantatlas.bench.taker;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.baseline.EngineArguments;
import io.tenantatlas.bench.baseline.EngineArguments.Mode;
import io.tenantatlas.bench.baseline.EngineToKafka;
import io.tenantatlas.bench.baseline.SharedCounter;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.ProcessUnderTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A program with Debezium's engine, which counts what it has done. */
public final class BaselineTaker implements Taker {

  /** Of the topic that {@link EngineToKafka} writes to. */
  private static final int PARTITIONS = 4;

  private static final String STREAMING =
      "select count(*) from pg_replication_slots where active and slot_name = ?";

  private final ProcessUnderTest process;
  private final SharedCounter counter;

  private BaselineTaker(ProcessUnderTest process, SharedCounter counter) {
    this.process = process;
    this.counter = counter;
  }

  /**
   * Starts a program, and waits for nothing.
   *
   * @param program a class of the package {@code baseline}
   * @param mode what is not the engine's default
   */
  public static BaselineTaker start(Class<?> program, BenchServers servers, Mode mode)
      throws IOException, InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", servers.brokers()))) {
      admin
          .createTopics(List.of(new NewTopic(EngineToKafka.TOPIC, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    EngineArguments arguments = EngineArguments.of(servers, mode);
    SharedCounter counter = SharedCounter.open(arguments.counter());
    return new BaselineTaker(
        ProcessUnderTest.start(program, servers.directory(), Build.HEAP, arguments.words()),
        counter);
  }

  /** Returns when the engine streams: it takes every commit from now on. */
  public BaselineTaker awaitStreaming(BenchServers servers)
      throws IOException, InterruptedException, SQLException {
    try (Connection source = servers.connect();
        PreparedStatement streaming = source.prepareStatement(STREAMING)) {
      streaming.setString(1, EngineArguments.SLOT);
      process.await(() -> isPositive(streaming));
    }
    return this;
  }

  private static boolean isPositive(PreparedStatement count) {
    try (ResultSet rows = count.executeQuery()) {
      return rows.next() && rows.getLong(1) > 0;
    } catch (SQLException e) {
      throw new BenchException("the source's slots: " + e.getMessage());
    }
  }

  @Override
  public long visible() {
    return counter.get();
  }

  @Override
  public double processorSeconds() {
    return process.cost().processorSeconds();
  }

  @Override
  public void close() {
    process.close();
  }
}
