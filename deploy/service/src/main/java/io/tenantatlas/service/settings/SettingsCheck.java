package io.tenantatlas.service.settings;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.boot.configurationmetadata.Deprecation;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses a setting under {@code atlas} that nobody knows: what is misspelt would mean nothing.
 * Known is what the metadata on the class path lists, which the build makes from the code. A name
 * of an earlier release is refused with the name that took its place.
 *
 * <p>The sections of a program that is not on the class path are not looked at, because programs
 * may share a file. Of environment variables only those of known sections are looked at, because
 * {@code ATLAS_} begins variables of others too.
 */
public final class SettingsCheck {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("atlas");

  /** The sections that belong to one program only. */
  private static final List<ConfigurationPropertyName> PROGRAMS =
      Stream.of(
              "query-api",
              "standalone",
              // the projector's
              "source",
              "read-model",
              "kafka",
              "projector",
              "capture",
              "kpi",
              "surface")
          .map(PREFIX::append)
          .toList();

  /** Kubernetes tells by such variables where a service of the same name is. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)$");

  private final List<KnownSetting> known;
  private final Set<String> sections;

  private SettingsCheck(List<KnownSetting> known) {
    this.known = known;
    this.sections =
        known.stream()
            .flatMap(setting -> KnownSetting.variables(section(setting.name())))
            .map(section -> section + "_")
            .collect(Collectors.toUnmodifiableSet());
  }

  private static ConfigurationPropertyName section(ConfigurationPropertyName name) {
    return name.chop(Math.min(2, name.getNumberOfElements()));
  }

  /** By the metadata of every jar on the class path. */
  public static SettingsCheck ofClassPath() {
    List<KnownSetting> known = new ArrayList<>();
    try {
      ClassLoader loader = SettingsCheck.class.getClassLoader();
      for (URL metadata : Collections.list(loader.getResources(METADATA))) {
        try (InputStream in = metadata.openStream()) {
          known.addAll(read(in));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SettingsCheck(List.copyOf(known));
  }

  /** By one file of metadata. */
  static SettingsCheck of(InputStream metadata) throws IOException {
    return new SettingsCheck(read(metadata));
  }

  private static List<KnownSetting> read(InputStream metadata) throws IOException {
    return ConfigurationMetadataRepositoryJsonBuilder.create(metadata)
        .build()
        .getAllProperties()
        .values()
        .stream()
        .filter(property -> property.getId().startsWith("atlas."))
        .map(SettingsCheck::known)
        .toList();
  }

  private static KnownSetting known(ConfigurationMetadataProperty property) {
    String type = String.valueOf(property.getType());
    Deprecation deprecation = property.getDeprecation();
    return new KnownSetting(
        ConfigurationPropertyName.of(property.getId()),
        Stream.of("java.util.List<", "java.util.Set<", "java.util.Map<").anyMatch(type::startsWith),
        deprecation != null && deprecation.getLevel() == Deprecation.Level.ERROR,
        deprecation == null ? null : deprecation.getReplacement());
  }

  /**
   * Looks at all that is set.
   *
   * @throws StartupFailure for the first setting that is unknown or of an earlier release
   */
  public void refuseUnknown(Iterable<ConfigurationPropertySource> sources) {
    for (ConfigurationPropertySource source : sources) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
        Stream.of(variables.getPropertyNames()).forEach(this::refuseUnknownVariable);
      } else if (source instanceof IterableConfigurationPropertySource names) {
        names.stream()
            .filter(PREFIX::isAncestorOf)
            .filter(this::isChecked)
            .forEach(
                name ->
                    refuseUnlessKnown(
                        name.toString(),
                        setting -> setting.is(name),
                        source.getConfigurationProperty(name)));
      }
    }
  }

  private boolean isChecked(ConfigurationPropertyName name) {
    return PROGRAMS.stream()
        .filter(program -> program.equals(name) || program.isAncestorOf(name))
        .allMatch(
            program -> known.stream().anyMatch(setting -> program.isAncestorOf(setting.name())));
  }

  private void refuseUnknownVariable(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    if (sections.stream().anyMatch(name::startsWith) && !OF_A_SERVICE.matcher(name).find()) {
      refuseUnlessKnown(variable, setting -> setting.isVariable(name), null);
    }
  }

  private void refuseUnlessKnown(
      String given, Predicate<KnownSetting> isIt, @Nullable ConfigurationProperty property) {
    List<KnownSetting> found = known.stream().filter(isIt).toList();
    if (found.stream().anyMatch(setting -> !setting.removed())) {
      return;
    }
    Origin origin = property == null ? null : property.getOrigin();
    String place = origin == null ? "" : " (" + origin + ")";
    throw new StartupFailure(
        found.isEmpty()
            ? given + ": there is no such setting" + place
            : given + " is a setting of an earlier release" + place + instead(found.getFirst()));
  }

  private static String instead(KnownSetting setting) {
    return setting.replacement() == null
        ? "; remove it"
        : "; set " + setting.replacement() + " instead";
  }
}
