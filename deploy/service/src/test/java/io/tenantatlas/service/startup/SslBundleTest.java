package io.tenantatlas.service.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An SSL bundle that cannot be used is one line, without what may be a key. */
class SslBundleTest {

  private static final String PEM = "spring.ssl.bundle.pem.b.";

  private static String line(String... settings) {
    @Nullable FailureAnalysis[] found = new FailureAnalysis[1];
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
        .withPropertyValues(settings)
        .run(
            context -> {
              try {
                Object unused =
                    context.getBean(SslBundles.class).getBundle("b").getStores().getTrustStore();
              } catch (RuntimeException e) {
                found[0] = new SslBundleAnalyzer().analyze(new IllegalArgumentException("x", e));
              }
            });
    return OneLineReporter.line(Objects.requireNonNull(found[0]));
  }

  @Test
  void aBundleThatIsNotThereIsNamed() {
    assertThat(line())
        .isEqualTo(
            "there is no SSL bundle b; define it under spring.ssl.bundle, or correct the setting that names it");
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path directory) {
    String file = "file:" + directory.resolve("ca.pem");
    assertThat(line(PEM + "truststore.certificate=" + file))
        .startsWith("an SSL bundle cannot be used: Unable to create trust store: ")
        .contains("'" + file + "'")
        .endsWith("; see spring.ssl.bundle.*");
  }

  @Test
  void aKeyInAFilesPlaceIsNotShown() {
    assertThat(line(PEM + "truststore.certificate=MIIEsecret"))
        .startsWith("an SSL bundle cannot be used: ")
        .doesNotContain("secret");
  }
}
