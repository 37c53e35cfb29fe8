package io.tenantatlas.query.config;

import io.tenantatlas.query.docs.ApiDescription;
import io.tenantatlas.query.docs.RouteDescription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** The beans of the API's description and its page. It is made when it is first asked for. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:api-docs.properties")
public class ApiDocsConfiguration {

  @Bean
  ApiDescription queryApiDescription() {
    return new ApiDescription();
  }

  @Bean
  RouteDescription queryApiRouteDescription() {
    return new RouteDescription();
  }
}
