package io.tenantatlas.query.config;

import io.tenantatlas.query.http.PageFiles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The live page: static files at {@code /}, and no others. */
@Configuration(proxyBeanMethods = false)
public class PageConfiguration {

  @Bean
  WebMvcConfigurer queryApiPageFiles() {
    return new PageFiles();
  }
}
