package io.tenantatlas.projector;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ProjectorApplication {
  public static void main(String[] args) {
    SpringApplication.run(ProjectorApplication.class, args);
  }
}
