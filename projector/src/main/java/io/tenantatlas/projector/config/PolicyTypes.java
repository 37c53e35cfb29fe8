package io.tenantatlas.projector.config;

import io.tenantatlas.projector.projection.PolicyTypeCatalog;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.PolicyType;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk;
import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Reads the policy-type catalog from its file. */
final class PolicyTypes {

  private static final String SETTING = "atlas.kpi.policy-types";

  private PolicyTypes() {}

  /** One entry of the file: types that are alike. */
  record Entry(
      @Nullable List<String> types,
      @Nullable Restore restore,
      @Nullable Risk risk,
      boolean dependencies) {}

  static PolicyTypeCatalog load(ResourceLoader resources, String location) {
    Resource file = resources.getResource(location);
    if (!file.isReadable()) {
      throw new StartupFailure(SETTING + ": cannot read " + location);
    }
    return new PolicyTypeCatalog(
        entries(file, location).stream().flatMap(entry -> types(entry, location)).toList());
  }

  private static List<Entry> entries(Resource file, String location) {
    MutablePropertySources sources = new MutablePropertySources();
    try {
      new YamlPropertySourceLoader().load(location, file).forEach(sources::addLast);
    } catch (IOException | RuntimeException e) {
      throw new StartupFailure(SETTING + ": " + location + " is not a YAML file", e);
    }
    try {
      return new Binder(ConfigurationPropertySources.from(sources))
          .bind("policy-types", Bindable.listOf(Entry.class))
          .orElseThrow(
              () -> new StartupFailure(SETTING + ": " + location + " has no policy-types"));
    } catch (BindException e) {
      throw new StartupFailure(
          "%s: %s: %s is not what is allowed there".formatted(SETTING, location, e.getName()), e);
    }
  }

  private static Stream<PolicyType> types(Entry entry, String location) {
    List<String> types = entry.types();
    Restore restore = entry.restore();
    Risk risk = entry.risk();
    if (types == null || restore == null || risk == null) {
      throw new StartupFailure(
          "%s: %s: an entry lacks types, restore or risk".formatted(SETTING, location));
    }
    return types.stream().map(name -> new PolicyType(name, restore, risk, entry.dependencies()));
  }
}
