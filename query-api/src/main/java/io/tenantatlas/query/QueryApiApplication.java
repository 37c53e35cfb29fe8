package io.tenantatlas.query;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class QueryApiApplication {
  public static void main(String[] args) {
    SpringApplication.run(QueryApiApplication.class, args);
  }
}
