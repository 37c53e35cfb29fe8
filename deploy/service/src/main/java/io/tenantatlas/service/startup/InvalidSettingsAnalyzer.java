package io.tenantatlas.service.startup;

import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Settings that are not allowed, each by the name that a user sets, and its value if that is a
 * quantity: any other may be a secret. Spring Boot's own analyzer names the Java field, and shows
 * every value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingsAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

  /** A rule for several settings: its message names them. */
  private static final String RULE = "AssertTrue";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
    String line =
        cause.getValidationErrors().getAllErrors().stream()
            .map(InvalidSettingsAnalyzer::line)
            .collect(Collectors.joining("; "));
    return new FailureAnalysis(line, null, cause);
  }

  private static String line(ObjectError error) {
    return error instanceof FieldError field && !RULE.equals(field.getCode())
        ? name(field) + " " + field.getDefaultMessage() + value(field) + place(field)
        : String.valueOf(error.getDefaultMessage());
  }

  /** As it is set: with dashes, in small letters. */
  private static String name(FieldError error) {
    String field = error.getField().replace("[]", ""); // of an element of a set
    return error.getObjectName() + "." + DataObjectPropertyName.toDashedForm(field);
  }

  private static String value(FieldError error) {
    @Nullable Object value = error.getRejectedValue();
    return switch (value) {
      case Number number -> ", and is " + number;
      case Duration duration -> ", and is " + duration.toMillis() + " ms";
      case DataSize size -> ", and is " + size;
      case null, default -> "";
    };
  }

  private static String place(FieldError error) {
    @Nullable Origin origin = Origin.from(error);
    return origin == null ? "" : " (" + origin + ")";
  }
}
