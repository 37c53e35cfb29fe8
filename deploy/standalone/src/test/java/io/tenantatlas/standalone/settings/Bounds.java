package io.tenantatlas.standalone.settings;

import jakarta.validation.Constraint;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotationUtils;

/** The bounds of settings in words, from the constraints on the records that they are bound to. */
final class Bounds {

  private Bounds() {}

  /** Those of one setting; empty if any value of its type will do. */
  static String of(Class<?> settings, String name) {
    return Arrays.stream(settings.getDeclaredFields())
        .filter(field -> last(name).equals(DataObjectPropertyName.toDashedForm(field.getName())))
        .map(Bounds::of)
        .collect(Collectors.joining());
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The rules about several settings of one record. */
  static List<String> rules(Class<?> settings) {
    return Arrays.stream(settings.getDeclaredMethods())
        .map(method -> method.getAnnotation(AssertTrue.class))
        .filter(rule -> rule != null)
        .map(AssertTrue::message)
        .sorted()
        .toList();
  }

  private static String of(Field field) {
    Stream<String> elements =
        field.getAnnotatedType() instanceof AnnotatedParameterizedType type
            ? Arrays.stream(type.getAnnotatedActualTypeArguments())
                .map(Bounds::ofElement)
                .filter(words -> !words.isEmpty())
                .map(words -> "each " + words)
            : Stream.empty();
    return Stream.concat(Stream.of(ofElement(field)).filter(words -> !words.isEmpty()), elements)
        .collect(Collectors.joining("; "));
  }

  private static String ofElement(AnnotatedElement element) {
    return words(
        Arrays.stream(element.getAnnotations())
            .filter(each -> each.annotationType().isAnnotationPresent(Constraint.class))
            .map(Bounds::words)
            .toList());
  }

  /** A least and a greatest value are one range. */
  private static String words(List<String> constraints) {
    List<String> least = starting(constraints, "at least ");
    List<String> greatest = starting(constraints, "at most ");
    if (least.size() != 1 || greatest.size() != 1) {
      return String.join("; ", constraints);
    }
    return Stream.concat(
            Stream.of(least.getFirst() + " to " + greatest.getFirst()),
            constraints.stream()
                .filter(each -> !each.startsWith("at least ") && !each.startsWith("at most ")))
        .collect(Collectors.joining("; "));
  }

  private static List<String> starting(List<String> constraints, String prefix) {
    return constraints.stream()
        .filter(each -> each.startsWith(prefix))
        .map(each -> each.substring(prefix.length()))
        .toList();
  }

  private static String words(Annotation constraint) {
    return switch (constraint) {
      case Min min -> "at least " + min.value();
      case Max max -> "at most " + max.value();
      case DecimalMin min -> "at least " + min.value();
      case DecimalMax max -> "at most " + max.value();
      case Positive positive -> "more than 0";
      case PositiveOrZero positive -> "at least 0";
      case NotNull required -> "required";
      case NotBlank required -> "not empty";
      case NotEmpty required -> "not empty";
      case Pattern pattern -> "matches `" + pattern.regexp() + "`";
      case Size size -> size.min() + " to " + size.max() + " elements or characters";
      case DurationMin min -> "at least " + simple(constraint);
      case DurationMax max -> "at most " + simple(constraint);
      default -> range(constraint);
    };
  }

  /** A constraint of our own that has a least and a greatest value. */
  private static String range(Annotation constraint) {
    Map<String, @Nullable Object> values = AnnotationUtils.getAnnotationAttributes(constraint);
    if (!values.containsKey("min") || !values.containsKey("max")) {
      throw new IllegalStateException("what does " + constraint + " mean in words?");
    }
    return values.get("min") + " to " + values.get("max");
  }

  private static String simple(Annotation constraint) {
    Duration sum = Duration.ZERO;
    for (var unit :
        Map.of(
                "days", Duration.ofDays(1),
                "hours", Duration.ofHours(1),
                "minutes", Duration.ofMinutes(1),
                "seconds", Duration.ofSeconds(1),
                "millis", Duration.ofMillis(1),
                "nanos", Duration.ofNanos(1))
            .entrySet()) {
      Object count = AnnotationUtils.getValue(constraint, unit.getKey());
      sum = sum.plus(unit.getValue().multipliedBy(count instanceof Number n ? n.longValue() : 0));
    }
    return DurationStyle.SIMPLE.print(sum, greatestUnit(sum));
  }

  /** The greatest in which it is a whole number. */
  private static ChronoUnit greatestUnit(Duration duration) {
    return Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
        .filter(unit -> !duration.isZero())
        .filter(unit -> duration.toMillis() % unit.getDuration().toMillis() == 0)
        .findFirst()
        .orElse(ChronoUnit.MILLIS);
  }
}
