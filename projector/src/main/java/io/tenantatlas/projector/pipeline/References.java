package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.ReadModel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stores what is the same for all tenants: the badge catalog and the registry of surfaces. */
public final class References {

  private References() {}

  /** Stores them as this release defines them. */
  public static void save(ReadModel readModel, Projection projection) {
    Map<String, String> contents = new HashMap<>();
    for (Map.Entry<String, Map<String, @Nullable Object>> reference :
        projection.references().entrySet()) {
      contents.put(reference.getKey(), DocumentJson.write(reference.getValue()));
    }
    readModel.saveReferences(contents);
  }
}
