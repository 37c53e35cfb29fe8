package io.tenantatlas.service.startup;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.ssl.NoSuchSslBundleException;

/**
 * An SSL bundle that is not there, or whose files cannot be read. Where a file's name is expected
 * somebody may have put a key: only what is written as a file's name is shown.
 */
final class SslBundleAnalyzer implements FailureAnalyzer {

  private static final Pattern NO_STORE = Pattern.compile("Unable to create (key|trust) store: .*");
  private static final Pattern NO_FILE_NAME = Pattern.compile("'(?!(file|classpath):)[^']*'");

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    NoSuchSslBundleException missing = Causes.find(failure, NoSuchSslBundleException.class);
    if (missing != null) {
      return new FailureAnalysis(
          "there is no SSL bundle %s; define it under spring.ssl.bundle, or correct the setting that names it"
              .formatted(missing.getBundleName()),
          null,
          missing);
    }
    IllegalStateException unusable = Causes.find(failure, IllegalStateException.class);
    String text = unusable == null ? "" : Causes.text(unusable);
    return unusable != null && NO_STORE.matcher(text).matches()
        ? new FailureAnalysis(
            "an SSL bundle cannot be used: %s; see spring.ssl.bundle.*"
                .formatted(NO_FILE_NAME.matcher(text).replaceAll("what is given")),
            null,
            unusable)
        : null;
  }
}
