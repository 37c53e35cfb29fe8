package io.tenantatlas.bench.scenario;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A positive whole number. */
final class Positive implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    if (!value.matches("0*[1-9][0-9]{0,8}")) {
      throw new TypeConversionException("'" + value + "' is not a positive number");
    }
    return Integer.valueOf(value);
  }
}
