package io.tenantatlas.bench.micro;

import io.tenantatlas.projector.projection.link.ExtractionTree;
import io.tenantatlas.projector.projection.link.PayloadReferences;
import io.tenantatlas.standalone.workload.Payloads;
import io.tenantatlas.standalone.workload.Picks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** What a policy's parsed payload refers to, in the form that is stored. */
@State(Scope.Thread)
public class Referencing {

  private static final int PAYLOADS = 256;

  private final List<Map<?, ?>> payloads = new ArrayList<>();
  private int next;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < PAYLOADS; i++) {
      String type = Picks.one(random, Picks.ITEM_TYPES);
      List<String> others = List.of(Picks.graphId(random));
      String payload =
          Payloads.policy(random, Fixtures.TENANT, type, Picks.graphId(random), "A policy", others);
      payloads.add(JsonMapper.shared().readValue(payload, Map.class));
    }
  }

  @Benchmark
  public Map<String, Object> extract() {
    return ExtractionTree.write(PayloadReferences.extract(payloads.get(next++ % PAYLOADS)));
  }
}
