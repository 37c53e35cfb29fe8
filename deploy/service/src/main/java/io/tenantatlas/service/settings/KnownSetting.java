package io.tenantatlas.service.settings;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * A setting of the code's metadata.
 *
 * @param name its name
 * @param open whether it has elements below it, as a list or a map has
 * @param removed whether it is a name of an earlier release
 * @param replacement the name that took its place; null when there is none
 */
record KnownSetting(
    ConfigurationPropertyName name, boolean open, boolean removed, @Nullable String replacement) {

  boolean is(ConfigurationPropertyName given) {
    return name.equals(given) || (open && name.isAncestorOf(given));
  }

  boolean isVariable(String given) {
    return variables(name)
        .anyMatch(each -> given.equals(each) || (open && given.startsWith(each + "_")));
  }

  /** The setting's environment variable: without dashes, or with underscores in their place. */
  static Stream<String> variables(ConfigurationPropertyName name) {
    String upper = name.toString().toUpperCase(Locale.ROOT).replace('.', '_');
    return Stream.of(upper.replace("-", ""), upper.replace('-', '_')).distinct();
  }
}
