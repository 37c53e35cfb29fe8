package io.tenantatlas.service;

import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.settings.SettingsCheck;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

/** What every program has. It needs Spring Boot's auto-configuration of Kafka beside it. */
@Configuration(proxyBeanMethods = false)
public class ServiceConfiguration {

  /** Before any bean is made of settings. */
  @Bean
  static BeanFactoryPostProcessor settingsCheck(Environment environment) {
    return beans ->
        SettingsCheck.ofClassPath().refuseUnknown(ConfigurationPropertySources.get(environment));
  }

  @Bean
  KafkaClients kafkaClients(
      DefaultKafkaConsumerFactory<?, ?> consumers,
      DefaultKafkaProducerFactory<?, ?> producers,
      KafkaAdmin admin) {
    return new KafkaClients(consumers, producers, admin);
  }
}
