package io.tenantatlas.standalone;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tenantatlas.projector.ProjectorApplication;
import io.tenantatlas.query.QueryApiApplication;
import io.tenantatlas.standalone.token.DevTokenConfiguration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.startup.StartupTimeMetricsListenerAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole standalone run: the servers, and on them the two services, each in a Spring context of
 * its own, as it is when it runs alone. The projector's context has no web server; its health and
 * its metrics are told by the query API's, which also has what only the standalone run has.
 *
 * <p>{@link #close} may be called at any time, from any thread and more than once: what began last
 * ends first, and the servers end last.
 */
final class StandaloneRun implements AutoCloseable {

  /** What the query API's context does for both: nothing of the JVM is counted twice. */
  private static final List<Class<?>> NOT_THE_PROJECTORS =
      List.of(
          HealthEndpointAutoConfiguration.class,
          JvmMetricsAutoConfiguration.class,
          LogbackMetricsAutoConfiguration.class,
          StartupTimeMetricsListenerAutoConfiguration.class,
          SystemMetricsAutoConfiguration.class);

  /** The read model's tables are the projector's, whose code is on the same class path. */
  private static final List<Class<?>> NOT_THE_QUERY_APIS = List.of(FlywayAutoConfiguration.class);

  private final Servers servers;
  private final Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();
  private boolean closing;

  StandaloneRun(Servers servers) {
    this.servers = servers;
  }

  /**
   * Starts all, and returns the query API's context when it serves. A failure has been reported,
   * and everything is closed, when it is thrown.
   *
   * @param arguments of the command line, for both services
   */
  ConfigurableApplicationContext start(String... arguments) {
    try {
      ConfigurableApplicationContext projector =
          context("projector", NOT_THE_PROJECTORS, ProjectorApplication.class)
              .web(WebApplicationType.NONE)
              .initializers(initializer(servers::startFor))
              .run(arguments);
      return context(
              "query-api",
              NOT_THE_QUERY_APIS,
              QueryApiApplication.class,
              StandaloneConfiguration.class,
              DevTokenConfiguration.class)
          .web(WebApplicationType.SERVLET)
          .initializers(
              initializer(servers::announceToReader), initializer(api -> share(projector, api)))
          .run(arguments);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private SpringApplicationBuilder context(
      String service, List<Class<?>> without, Class<?>... sources) {
    return new SpringApplicationBuilder(sources)
        .main(StandaloneApplication.class)
        .registerShutdownHook(false)
        .properties(
            "standalone.service=" + service,
            "spring.autoconfigure.exclude="
                + without.stream().map(Class::getName).collect(Collectors.joining(",")))
        .initializers(initializer(this::adopt));
  }

  /** Gives a lambda the type by which Spring Boot knows which contexts it is for. */
  private static ApplicationContextInitializer<GenericApplicationContext> initializer(
      ApplicationContextInitializer<GenericApplicationContext> lambda) {
    return lambda;
  }

  /** From its very beginning, so that a stop during the start finds it. */
  private synchronized void adopt(ConfigurableApplicationContext context) {
    if (closing) {
      throw new AbandonedRunException(context);
    }
    contexts.addFirst(context);
  }

  /** Both services count in one registry, and one address tells the health of both. */
  private static void share(ApplicationContext projector, GenericApplicationContext api) {
    share(PrometheusRegistry.class, projector, api);
    share(PrometheusMeterRegistry.class, projector, api);
    projector
        .getBeansOfType(HealthContributor.class)
        .forEach(
            (name, contributor) -> {
              if (contributor.getClass().getName().startsWith("io.tenantatlas.")) {
                api.getBeanFactory().registerSingleton(name, contributor);
              }
            });
  }

  /** As a bean that Spring Boot prepares as its own: it binds the context's meters to it. */
  private static <T> void share(
      Class<T> type, ApplicationContext owner, GenericApplicationContext user) {
    T shared = owner.getBean(type);
    user.registerBean(type, () -> shared, definition -> definition.setDestroyMethodName(""));
  }

  @Override
  public void close() {
    try {
      begun().forEach(ConfigurableApplicationContext::close);
    } finally {
      servers.close();
    }
  }

  private synchronized Stream<ConfigurableApplicationContext> begun() {
    closing = true;
    // A start that is under way fails now, and nobody needs to hear of it.
    LoggingSystem.get(StandaloneRun.class.getClassLoader())
        .setLogLevel(SpringApplication.class.getName(), LogLevel.OFF);
    return List.copyOf(contexts).stream();
  }
}
