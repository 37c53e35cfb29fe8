/** Connections: how requests are read from them. Jetty's own, with what it lacks. */
@NullMarked
package io.tenantatlas.query.connection;

import org.jspecify.annotations.NullMarked;
