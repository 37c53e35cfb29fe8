/**
 * What stands under {@code deploy} for other people's servers: SQL, images, compose, Kubernetes.
 * Start reading at {@link io.tenantatlas.standalone.deployment.DeployFiles}.
 */
@NullMarked
package io.tenantatlas.standalone.deployment;

import org.jspecify.annotations.NullMarked;
