package io.tenantatlas.standalone;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * Where the embedded servers are, as one service is told: the brokers and the read model by Spring
 * Boot's connection details, the source by settings. Of what the user sets nothing is told.
 *
 * @param readModel with the role that this service has there
 */
record ServerConnections(String brokers, Database source, Database readModel) {

  /** A database, and who uses it. */
  record Database(String url, String user, String password) implements JdbcConnectionDetails {
    @Override
    public String getJdbcUrl() {
      return url;
    }

    @Override
    public String getUsername() {
      return user;
    }

    @Override
    public String getPassword() {
      return password;
    }

    @Override
    public String toString() {
      return url + " as " + user;
    }
  }

  /** Tells a context that has no beans yet. */
  void announceTo(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    if (!isChosen(environment, "spring.kafka.bootstrap-servers")) {
      KafkaConnectionDetails kafka = () -> List.of(brokers);
      context.getBeanFactory().registerSingleton("standaloneKafka", kafka);
    }
    if (!isChosen(environment, "spring.datasource.url")) {
      context.getBeanFactory().registerSingleton("standaloneReadModel", readModel);
    }
    add(environment, "standalone source", settings("atlas.source", source));
  }

  private static Map<String, Object> settings(String prefix, Database database) {
    return Map.of(
        prefix + ".url", database.url(),
        prefix + ".username", database.user(),
        prefix + ".password", database.password());
  }

  /** Comes last, so that every other source of settings wins. */
  private static void add(
      ConfigurableEnvironment environment, String name, Map<String, Object> settings) {
    environment.getPropertySources().addLast(new MapPropertySource(name, settings));
  }

  /** Whether the user sets it: what the services' own files say is only their default. */
  private static boolean isChosen(ConfigurableEnvironment environment, String name) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      ConfigurationProperty found =
          source.getConfigurationProperty(ConfigurationPropertyName.of(name));
      if (found != null) {
        return !isOurs(found.getOrigin());
      }
    }
    return false;
  }

  private static boolean isOurs(@Nullable Origin origin) {
    return switch (origin) {
      case PropertySourceOrigin property -> isOurs(property.getOrigin());
      case TextResourceOrigin text -> isInside(text.getResource());
      case null, default -> false;
    };
  }

  private static boolean isInside(@Nullable Resource resource) {
    return resource instanceof OriginTrackedResource tracked
        ? isInside(tracked.getResource())
        : resource instanceof ClassPathResource;
  }
}
