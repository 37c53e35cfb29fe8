package io.tenantatlas.query;

import io.tenantatlas.query.config.QueryApiConfiguration;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The query API as a service of its own. Nothing is found by scanning: the configuration is all.
 * Log events are not counted: whoever counts them has to look at each that is not even logged, and
 * the web server asks a few dozen times a request. Requests are measured by RequestMeter, and so
 * not by Spring MVC, which does not see them all.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
    exclude = {LogbackMetricsAutoConfiguration.class, WebMvcObservationAutoConfiguration.class})
@Import(QueryApiConfiguration.class)
public class QueryApiApplication {
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries fold case and write numbers by the default locale
    SpringApplication.run(QueryApiApplication.class, args);
  }
}
