package io.tenantatlas.query.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses settings under {@code atlas.query-api} that there are not, in whatever source: what is
 * misspelt would mean nothing. Spring Boot's own check leaves out environment variables, and knows
 * only one record at a time.
 */
final class UnknownSettings {

  private static final ConfigurationPropertyName PREFIX =
      ConfigurationPropertyName.of("atlas.query-api");

  /** How variables begin; the second as before Spring Boot 2, which reads them still. */
  private static final List<String> VARIABLES = List.of("ATLAS_QUERYAPI_", "ATLAS_QUERY_API_");

  private static final List<Class<? extends Record>> SETTINGS =
      List.of(
          QueryApiProperties.class,
          ConnectionProperties.class,
          MemoryProperties.class,
          StreamProperties.class,
          TokenProperties.class);

  /** A setting, or all settings that a map or a list has below it. */
  private record Known(ConfigurationPropertyName name, boolean open) {

    boolean includes(ConfigurationPropertyName given) {
      return name.equals(given) || (open && name.isAncestorOf(given));
    }

    boolean includesVariable(String given) {
      String upper = name.toString().toUpperCase(Locale.ROOT).replace('.', '_');
      return Stream.of(upper.replace("-", ""), upper.replace('-', '_'))
          .anyMatch(each -> given.equals(each) || (open && given.startsWith(each + "_")));
    }
  }

  /** Kubernetes tells by such variables where a service of the same name is. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)$",
          Pattern.CASE_INSENSITIVE);

  private static final List<Known> KNOWN = SETTINGS.stream().flatMap(UnknownSettings::of).toList();

  /**
   * Looks at all that is set.
   *
   * @throws InvalidConfigurationPropertyValueException for the first that is unknown
   */
  static void refuse(Iterable<ConfigurationPropertySource> sources) {
    for (ConfigurationPropertySource source : sources) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
        Stream.of(variables.getPropertyNames())
            .filter(UnknownSettings::isUnknownVariable)
            .forEach(name -> refuse(name, ""));
      } else if (source instanceof IterableConfigurationPropertySource names) {
        names.stream().filter(UnknownSettings::isUnknown).forEach(name -> refuse(name, names));
      }
    }
  }

  private static boolean isUnknown(ConfigurationPropertyName name) {
    return PREFIX.isAncestorOf(name) && KNOWN.stream().noneMatch(each -> each.includes(name));
  }

  private static boolean isUnknownVariable(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return VARIABLES.stream().anyMatch(name::startsWith)
        && !OF_A_SERVICE.matcher(name).find()
        && KNOWN.stream().noneMatch(each -> each.includesVariable(name));
  }

  private static void refuse(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    Origin place = property == null ? null : property.getOrigin();
    refuse(name.toString(), place == null ? "" : ": " + place);
  }

  private static void refuse(String name, String place) {
    throw new InvalidConfigurationPropertyValueException(
        name, null, "there is no such setting" + place);
  }

  private static Stream<Known> of(Class<? extends Record> settings) {
    ConfigurationProperties at = settings.getAnnotation(ConfigurationProperties.class);
    return at == null
        ? Stream.empty()
        : of(ConfigurationPropertyName.of(at.value()), settings).stream();
  }

  private static List<Known> of(ConfigurationPropertyName prefix, Class<?> settings) {
    List<Known> known = new ArrayList<>();
    for (RecordComponent component : settings.getRecordComponents()) {
      ConfigurationPropertyName name =
          prefix.append(DataObjectPropertyName.toDashedForm(component.getName()));
      Class<?> type = component.getType();
      if (type.isRecord()) {
        known.addAll(of(name, type));
      } else {
        boolean open = Map.class.isAssignableFrom(type) || Collection.class.isAssignableFrom(type);
        known.add(new Known(name, open));
      }
    }
    return known;
  }

  private UnknownSettings() {}
}
