package io.tenantatlas.projector.config;

import io.tenantatlas.projector.projection.PolicyTypeCatalog;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.PolicyType;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ResourceLoader;

/** Reads the policy-type catalog from its file. */
final class PolicyTypes {

  private static final String SETTING = "atlas.kpi.policy-types";

  private PolicyTypes() {}

  /** One entry of the file: types that are alike. */
  record Entry(List<String> types, Restore restore, Risk risk, boolean dependencies) {}

  static PolicyTypeCatalog load(ResourceLoader resources, String location) {
    try {
      MutablePropertySources sources = new MutablePropertySources();
      new YamlPropertySourceLoader()
          .load(location, resources.getResource(location))
          .forEach(sources::addLast);
      List<Entry> entries =
          new Binder(ConfigurationPropertySources.from(sources))
              .bind("policy-types", Bindable.listOf(Entry.class))
              .orElseThrow(
                  () -> new StartupFailure(SETTING + ": " + location + " has no policy-types"));
      return new PolicyTypeCatalog(entries.stream().flatMap(PolicyTypes::types).toList());
    } catch (IOException e) {
      throw new StartupFailure(SETTING + ": cannot read " + location, e);
    }
  }

  private static Stream<PolicyType> types(Entry entry) {
    return entry.types().stream()
        .map(name -> new PolicyType(name, entry.restore(), entry.risk(), entry.dependencies()));
  }
}
