package io.tenantatlas.standalone;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.standalone.token.DevKey;
import io.tenantatlas.standalone.workload.DemoWorkload;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What the query API's context has in the standalone run only. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StandaloneProperties.class)
class StandaloneConfiguration {

  @Bean
  DevKey standaloneDevKey(StandaloneProperties settings) {
    return DevKey.open(settings.dataDirectory());
  }

  @Bean
  ReadyAnnouncer standaloneReadyAnnouncer(
      ReadModel readModel,
      StandaloneProperties settings,
      Environment environment,
      ObjectProvider<DemoWorkload> workload) {
    return new ReadyAnnouncer(
        readModel,
        readyLine(environment),
        () -> workload.ifAvailable(demo -> demo.start(settings.workload().rate())),
        () -> workload.ifAvailable(DemoWorkload::close),
        System.out);
  }

  private static Supplier<String> readyLine(Environment environment) {
    return () -> {
      String address = "http://127.0.0.1:" + environment.getProperty("local.server.port");
      return "READY %1$s/ (api %1$s/api/v1/status, health and metrics http://127.0.0.1:%2$s/actuator)"
          .formatted(address, environment.getProperty("local.management.port"));
    };
  }
}
