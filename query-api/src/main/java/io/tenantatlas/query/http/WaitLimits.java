package io.tenantatlas.query.http;

import java.time.Duration;

/** How long a request waits when it does not say, and at most. Whole seconds. */
public record WaitLimits(Duration byDefault, Duration atMost) {}
