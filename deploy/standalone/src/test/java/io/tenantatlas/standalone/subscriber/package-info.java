/** The sample subscriber that {@code deploy/subscribers.md} shows, and what runs it. */
@NullMarked
package io.tenantatlas.standalone.subscriber;

import org.jspecify.annotations.NullMarked;
