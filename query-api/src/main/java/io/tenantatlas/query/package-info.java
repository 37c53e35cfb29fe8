/** The query API: serves the tenants' documents over HTTP. */
@NullMarked
package io.tenantatlas.query;

import org.jspecify.annotations.NullMarked;
