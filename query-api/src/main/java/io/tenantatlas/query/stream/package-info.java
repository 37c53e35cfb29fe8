/** Documents pushed to those who follow a tenant. */
@NullMarked
package io.tenantatlas.query.stream;

import org.jspecify.annotations.NullMarked;
