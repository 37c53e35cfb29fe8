/** Makes Kafka clients from Spring Boot's settings. */
@NullMarked
package io.tenantatlas.service.kafka;

import org.jspecify.annotations.NullMarked;
