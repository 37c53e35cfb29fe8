/** Checks and reports how a program connects to a PostgreSQL database. */
@NullMarked
package io.tenantatlas.service.database;

import org.jspecify.annotations.NullMarked;
