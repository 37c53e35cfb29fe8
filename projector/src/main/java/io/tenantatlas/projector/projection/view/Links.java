package io.tenantatlas.projector.projection.view;

/**
 * Where TenantAtlas shows operation runs.
 *
 * @param operation the link to a run; {@code {id}} stands for its id
 * @param operations the link to all runs
 */
public record Links(String operation, String operations) {

  /** The link to the run. */
  public String operation(long runId) {
    return operation.replace("{id}", Long.toString(runId));
  }
}
