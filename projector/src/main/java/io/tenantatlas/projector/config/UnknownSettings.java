package io.tenantatlas.projector.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses settings under {@code atlas} that there are not: what is misspelt would mean nothing. The
 * settings of the other programs, which may share a process or a file with the projector, are
 * theirs to check. Of environment variables only those of the projector's own sections are looked
 * at, because {@code ATLAS_} begins variables of others too.
 */
final class UnknownSettings {

  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("atlas");

  private static final List<ConfigurationPropertyName> OTHER_PROGRAMS =
      List.of(PREFIX.append("query-api"), PREFIX.append("standalone"));

  /** A setting, or all elements that a list has below it. */
  private record Known(ConfigurationPropertyName name, boolean list) {

    boolean includes(ConfigurationPropertyName given) {
      return name.equals(given) || (list && name.isAncestorOf(given));
    }

    boolean includesVariable(String given) {
      return variables(name).anyMatch(each -> given.matches(each + (list ? "(_\\d+_?)?" : "")));
    }
  }

  /** Kubernetes tells by such variables where a service of the same name is. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)$",
          Pattern.CASE_INSENSITIVE);

  private static final List<Known> KNOWN = known(PREFIX, ProjectorProperties.class).toList();

  /** How variables of a section of the projector's begin. */
  private static final Set<String> SECTIONS =
      Arrays.stream(ProjectorProperties.class.getRecordComponents())
          .flatMap(section -> variables(under(PREFIX, section)))
          .map(section -> section + "_")
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Looks at all that is set.
   *
   * @throws StartupFailure for the first that is unknown
   */
  static void refuse(Iterable<ConfigurationPropertySource> sources) {
    for (ConfigurationPropertySource source : sources) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
        Stream.of(variables.getPropertyNames())
            .filter(UnknownSettings::isUnknownVariable)
            .filter(name -> !OF_A_SERVICE.matcher(name).find())
            .forEach(name -> refuse(name, null));
      } else if (source instanceof IterableConfigurationPropertySource names) {
        names.stream()
            .filter(UnknownSettings::isUnknown)
            .forEach(name -> refuse(name.toString(), source.getConfigurationProperty(name)));
      }
    }
  }

  private static boolean isUnknown(ConfigurationPropertyName name) {
    return PREFIX.isAncestorOf(name)
        && OTHER_PROGRAMS.stream().noneMatch(each -> each.equals(name) || each.isAncestorOf(name))
        && KNOWN.stream().noneMatch(each -> each.includes(name));
  }

  private static boolean isUnknownVariable(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return SECTIONS.stream().anyMatch(name::startsWith)
        && KNOWN.stream().noneMatch(each -> each.includesVariable(name));
  }

  private static void refuse(String name, @Nullable ConfigurationProperty property) {
    Origin origin = property == null ? null : property.getOrigin();
    String place = origin == null ? "" : " (" + origin + ")";
    throw new StartupFailure(name + ": there is no such setting" + place);
  }

  private static Stream<Known> known(ConfigurationPropertyName prefix, Class<?> settings) {
    return Arrays.stream(settings.getRecordComponents())
        .flatMap(
            component ->
                component.getType().isRecord()
                    ? known(under(prefix, component), component.getType())
                    : Stream.of(
                        new Known(
                            under(prefix, component),
                            Collection.class.isAssignableFrom(component.getType()))));
  }

  private static ConfigurationPropertyName under(
      ConfigurationPropertyName prefix, RecordComponent component) {
    return prefix.append(DataObjectPropertyName.toDashedForm(component.getName()));
  }

  /** Its variable, without dashes; and with them as underscores, which Spring Boot reads too. */
  private static Stream<String> variables(ConfigurationPropertyName name) {
    String upper = name.toString().toUpperCase(Locale.ROOT).replace('.', '_');
    return Stream.of(upper.replace("-", ""), upper.replace('-', '_'));
  }

  private UnknownSettings() {}
}
