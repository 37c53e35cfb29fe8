/**
 * A real PostgreSQL server and a real Kafka broker, run by this process, and what guards their
 * data.
 */
@NullMarked
package io.tenantatlas.standalone.embedded;

import org.jspecify.annotations.NullMarked;
