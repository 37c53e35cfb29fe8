package io.tenantatlas.query;

import io.tenantatlas.query.config.QueryApiConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The query API as a service of its own. Nothing is found by scanning: the configuration is all.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@Import(QueryApiConfiguration.class)
public class QueryApiApplication {
  public static void main(String[] args) {
    SpringApplication.run(QueryApiApplication.class, args);
  }
}
