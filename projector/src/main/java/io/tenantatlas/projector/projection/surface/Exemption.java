package io.tenantatlas.projector.projection.surface;

import java.util.List;

/**
 * Something that shows operations to operators but is not declared as a surface.
 *
 * @param className the class that makes it
 * @param reason why it is exempt
 * @param focusedTests the tests that hold it to the same rules: {@code Class#method}
 */
public record Exemption(String className, String reason, List<String> focusedTests) {}
