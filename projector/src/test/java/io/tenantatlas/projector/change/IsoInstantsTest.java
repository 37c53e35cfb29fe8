package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link IsoInstants} reads and writes is what {@link Instant} does. */
class IsoInstantsTest {

  private static final long SEED = Long.getLong("instants.seed", System.nanoTime());
  private static final int COUNT = 20_000;
  private static final String CHARACTERS = "0123456789-+:.TtZz /";
  private static final long SPAN = Instant.parse("+12000-01-01T00:00:00Z").getEpochSecond();

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00.000000001Z",
        "1969-12-31T23:59:59.999999Z",
        "2024-02-29T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2000-02-29T23:59:59.1Z",
        "2026-04-31T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T24:00:01Z",
        "2026-11-21T23:59:60Z",
        "2016-12-31T23:59:60Z",
        "2026-11-21T20:00:00.Z",
        "2026-11-21T20:00:00.1234567890Z",
        "2026-11-21t20:00:00z",
        "2026-11-21T20:00:00+01:00",
        "2026-11-21T20:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "２026-11-21T20:00:00Z",
        "",
      })
  void textsAreReadAsInstantsAre(String text) {
    assertThat(read(text)).isEqualTo(readByJdk(text));
  }

  @Test
  void randomInstantsAreWrittenAndReadAsInstantsAre() {
    DateTimeFormatter millis =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    for (int i = 0; i < COUNT; i++) {
      Instant instant = instant();
      String text = IsoInstants.text(instant);
      assertThat(text).as("seed %d", SEED).isEqualTo(instant.toString());
      assertThat(IsoInstants.parse(text)).as("seed %d", SEED).isEqualTo(instant);
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      assertThat(IsoInstants.millis(instant))
          .as("seed %d", SEED)
          .isEqualTo(year < 0 || year > 9999 ? null : millis.format(instant));
    }
  }

  @Test
  void randomlyChangedTextsAreReadAsInstantsAre() {
    for (int i = 0; i < COUNT; i++) {
      StringBuilder text = new StringBuilder(instant().toString());
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(text.length());
        char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.insert(at, character);
          case 1 -> text.deleteCharAt(at);
          default -> text.setCharAt(at, character);
        }
      }
      assertThat(read(text.toString()))
          .as("seed %d, %s", SEED, text)
          .isEqualTo(readByJdk(text.toString()));
    }
  }

  /** To the nanosecond, and often to something coarser. */
  private Instant instant() {
    int[] units = {1, 1_000, 1_000_000, 100_000_000, 1_000_000_000};
    int nano = random.nextInt(1_000_000_000);
    return Instant.ofEpochSecond(
        random.nextLong(-SPAN / 4, SPAN), nano - nano % units[random.nextInt(units.length)]);
  }

  private static @Nullable Instant read(String text) {
    try {
      return IsoInstants.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant readByJdk(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
