package io.tenantatlas.standalone;

import io.tenantatlas.standalone.token.DevKey;
import io.tenantatlas.standalone.workload.DemoWorkload;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The beans of the standalone run itself; the product's are the two services' own. */
@Configuration(proxyBeanMethods = false)
class StandaloneConfiguration {

  @Bean
  DevKey standaloneDevKey(Environment environment) {
    return DevKey.open(settings(environment).dataDirectory());
  }

  @Bean
  ReadyAnnouncer standaloneReadyAnnouncer(
      Environment environment, ObjectProvider<DemoWorkload> workload) {
    double rate = settings(environment).workload().rate();
    var progress =
        new SnapshotProgress(
            environment.getRequiredProperty("atlas.read-model.url"),
            environment.getRequiredProperty("atlas.read-model.username"),
            environment.getRequiredProperty("atlas.read-model.password"),
            environment.getRequiredProperty("atlas.kafka.partitions", Integer.class));
    return new ReadyAnnouncer(
        progress,
        readyLine(environment),
        () -> workload.ifAvailable(demo -> demo.start(rate)),
        () -> workload.ifAvailable(DemoWorkload::close),
        System.out);
  }

  private static StandaloneProperties settings(Environment environment) {
    return Binder.get(environment)
        .bindOrCreate(StandaloneProperties.PREFIX, StandaloneProperties.class);
  }

  private static Supplier<String> readyLine(Environment environment) {
    return () -> {
      String address = "http://127.0.0.1:" + environment.getProperty("local.server.port");
      return "READY %1$s/ (api %1$s/api/v1/status, health and metrics http://127.0.0.1:%2$s/actuator)"
          .formatted(address, environment.getProperty("local.management.port"));
    };
  }
}
