package io.tenantatlas.service.startup;

import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Settings that are out of their bounds: each by its name as it is written in a file, what it must
 * be, and where it was set. A rule about several settings names them in its message. Values are not
 * told, because one may hold a password.
 *
 * <p>Before Spring Boot's own, which names the record's component and not the setting.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
    ValidationErrors errors = cause.getValidationErrors();
    return new FailureAnalysis(
        errors.getAllErrors().stream()
            .map(error -> line(errors, error))
            .collect(Collectors.joining("; ")),
        null,
        cause);
  }

  private static String line(ValidationErrors errors, ObjectError error) {
    String message = String.valueOf(error.getDefaultMessage());
    if (message.contains("atlas.") || !(error instanceof FieldError field)) {
      return message;
    }
    Origin origin = Origin.from(error);
    return errors.getName()
        + "."
        + DataObjectPropertyName.toDashedForm(field.getField())
        + " "
        + message
        + (origin == null ? "" : " (" + origin + ")");
  }
}
