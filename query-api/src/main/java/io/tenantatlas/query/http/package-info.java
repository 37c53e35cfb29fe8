/** The HTTP surface: controllers, headers and problems. */
@NullMarked
package io.tenantatlas.query.http;

import org.jspecify.annotations.NullMarked;
