package io.tenantatlas.standalone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class StandaloneApplication {
  public static void main(String[] args) {
    SpringApplication.run(StandaloneApplication.class, args);
  }
}
