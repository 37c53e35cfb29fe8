package io.tenantatlas.projector;

import io.tenantatlas.projector.config.ProjectorConfiguration;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The projector as a service of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ProjectorConfiguration.class)
public class ProjectorApplication {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries fold case and write numbers by the default locale
    SpringApplication.run(ProjectorApplication.class, args);
  }
}
