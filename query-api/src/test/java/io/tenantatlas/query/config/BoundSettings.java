package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.validation.Validation;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/** Binds settings and checks them as Spring Boot does at the start. */
final class BoundSettings {

  /**
   * @param settings by their names below the type's prefix
   */
  static <T> T of(Class<T> type, Map<String, String> settings) {
    String prefix = prefix(type);
    var source = new MapConfigurationPropertySource();
    settings.forEach((name, value) -> source.put(prefix + "." + name, value));
    try (var validators = Validation.buildDefaultValidatorFactory()) {
      return new Binder(source)
          .bindOrCreate(
              prefix,
              Bindable.of(type),
              new ValidationBindHandler(new SpringValidatorAdapter(validators.getValidator())));
    }
  }

  /** What is said of the settings, which must not be allowed: each with its whole name. */
  static String refusal(Class<?> type, Map<String, String> settings) {
    BindException failure =
        Objects.requireNonNull(
            catchThrowableOfType(BindException.class, () -> of(type, settings)),
            () -> settings + " is allowed");
    return ((BindValidationException) Objects.requireNonNull(failure.getCause()))
        .getValidationErrors().getAllErrors().stream()
            .map(BoundSettings::text)
            .collect(Collectors.joining("\n"));
  }

  private static String text(ObjectError error) {
    String name =
        error instanceof FieldError field && !"AssertTrue".equals(error.getCode())
            ? error.getObjectName() + "." + DataObjectPropertyName.toDashedForm(field.getField())
            : "";
    return (name.replace("[]", "") + " " + error.getDefaultMessage()).strip();
  }

  private static String prefix(Class<?> type) {
    return Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class)).value();
  }

  private BoundSettings() {}
}
