package io.tenantatlas.bench.taker;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.SeededSource;
import io.tenantatlas.bench.load.Visibility;
import io.tenantatlas.bench.servers.Api;
import io.tenantatlas.bench.servers.BenchServers;
import io.tenantatlas.bench.servers.Build;
import io.tenantatlas.bench.servers.Build.Service;
import io.tenantatlas.bench.servers.ReadModelLook;
import io.tenantatlas.bench.servers.TokenIssuer;
import io.tenantatlas.projector.change.SourcePosition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two services of a build. A row is visible when the documents of all partitions include its
 * commit; that is known by positions of the source's log.
 */
public final class ProductTaker implements Taker {

  private static final int SAMPLE_MILLIS = 50;

  private final TokenIssuer issuer;
  private final Service projector;
  private final Service queryApi;
  private final Api api;
  private final Connection source;
  private final ReadModelLook readModel;
  private final LongSupplier committed;
  private final Visibility visibility = new Visibility();
  private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

  private ProductTaker(
      BenchServers servers,
      TokenIssuer issuer,
      Service projector,
      Service queryApi,
      ReadModelLook readModel,
      LongSupplier committed)
      throws SQLException {
    this.issuer = issuer;
    this.projector = projector;
    this.queryApi = queryApi;
    this.api = Api.with(queryApi.address(), issuer.token());
    this.committed = committed;
    this.source = servers.connect();
    this.readModel = readModel;
  }

  /**
   * Starts the services; returns when they are ready.
   *
   * @param committed how many rows the caller has committed so far; any thread may ask
   */
  public static ProductTaker start(Build build, BenchServers servers, LongSupplier committed)
      throws IOException, InterruptedException, SQLException {
    TokenIssuer issuer = TokenIssuer.start();
    Service projector = build.startProjector(servers, "projector");
    Service queryApi = build.startQueryApi(servers, issuer);
    Build.ready(projector);
    Build.ready(queryApi);
    ReadModelLook readModel = ReadModelLook.of(projector, servers);
    ProductTaker taker =
        new ProductTaker(servers, issuer, projector, queryApi, readModel, committed);
    var unused =
        taker.sampler.scheduleWithFixedDelay(
            taker::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    return taker;
  }

  private void sample() {
    try {
      long rows = committed.getAsLong();
      visibility.note(rows, SourcePosition.parse(SeededSource.position(source)).value());
    } catch (SQLException e) {
      throw new BenchException("the source's position: " + e.getMessage());
    }
  }

  /** For requests to its query API. */
  public Api api() {
    return api;
  }

  @Override
  public long visible() throws SQLException {
    return visibility.rowsBefore(
        readModel.number("select min(source_lsn) - '0/0' from partition_progress"));
  }

  @Override
  public double processorSeconds() {
    return projector.process().cost().processorSeconds()
        + queryApi.process().cost().processorSeconds();
  }

  @Override
  public void close() throws IOException, SQLException {
    sampler.shutdownNow();
    source.close();
    readModel.close();
    queryApi.close();
    projector.close();
    issuer.close();
  }
}
