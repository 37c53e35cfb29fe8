/** What many use at the same time, and how much of it one may have. */
@NullMarked
package io.tenantatlas.query.share;

import org.jspecify.annotations.NullMarked;
