package io.tenantatlas.standalone.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the page for subscribers and the sample that is run to each other. */
class SubscriberPageTest {

  @Test
  void thePageShowsTheSampleAsItIs() throws IOException {
    String sample =
        Files.readString(
            Path.of("src/test/java/io/tenantatlas/standalone/subscriber/SampleSubscriber.java"));
    String shown = sample.substring(sample.indexOf("import ")).strip();
    assertThat(SubscriberPage.text())
        .as("the Java block of deploy/subscribers.md, which is all of the file below its package")
        .contains("```java\n" + shown + "\n```");
  }
}
