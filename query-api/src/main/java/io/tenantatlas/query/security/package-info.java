/** Who asks, and what they may do. */
@NullMarked
package io.tenantatlas.query.security;

import org.jspecify.annotations.NullMarked;
