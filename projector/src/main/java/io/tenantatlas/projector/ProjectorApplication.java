package io.tenantatlas.projector;

import io.tenantatlas.projector.config.ProjectorConfiguration;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The projector as a service of its own. Requests to its management port are not observed: who
 * scrapes and probes begins no traces.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = WebMvcObservationAutoConfiguration.class)
@Import(ProjectorConfiguration.class)
public class ProjectorApplication {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries fold case and write numbers by the default locale
    SpringApplication.run(ProjectorApplication.class, args);
  }
}
