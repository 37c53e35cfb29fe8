/**
 * What every program of the product does when it starts: it refuses settings that nobody knows, it
 * makes its Kafka clients from {@code spring.kafka.*}, and it tells a failure in one line. A
 * program imports {@link io.tenantatlas.service.ServiceConfiguration}; start reading there.
 */
@NullMarked
package io.tenantatlas.service;

import org.jspecify.annotations.NullMarked;
