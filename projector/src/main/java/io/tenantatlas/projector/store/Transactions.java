package io.tenantatlas.projector.store;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that fail with what the database failed at first. On a connection that broke, the
 * rollback fails as well; Spring then throws the rollback's failure, which says only that the
 * connection is closed. That stays so for all else that failed first: who takes it for a failure of
 * the record that was applied would be wrong.
 */
public final class Transactions extends TransactionTemplate {

  /** Of the manager's database. */
  public Transactions(PlatformTransactionManager manager) {
    super(manager);
  }

  @Override
  public <T> T execute(TransactionCallback<T> action) {
    try {
      return super.execute(action);
    } catch (TransactionSystemException e) {
      if (e.getApplicationException() instanceof DataAccessException first
          && !(first instanceof DataIntegrityViolationException)) {
        first.addSuppressed(e);
        throw first;
      }
      throw e;
    }
  }
}
