package io.tenantatlas.query.store;

import org.springframework.dao.DataAccessException;

/** The read model could not be read: unreachable, too slow, or refusing. The message says which. */
public final class ReadModelUnavailableException extends RuntimeException {
  public ReadModelUnavailableException(DataAccessException cause) {
    super("The read model cannot be read: " + cause.getMostSpecificCause().getMessage(), cause);
  }
}
