package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.SimpleTransactionStatus;

class TransactionsTest {

  /** Of a connection that broke: neither commit nor rollback succeeds. */
  private static final class BrokenConnection implements PlatformTransactionManager {
    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
      return new SimpleTransactionStatus();
    }

    @Override
    public void commit(TransactionStatus status) {
      throw new TransactionSystemException("cannot commit");
    }

    @Override
    public void rollback(TransactionStatus status) {
      throw new TransactionSystemException("cannot roll back");
    }
  }

  private final Transactions transactions = new Transactions(new BrokenConnection());

  private void fail(RuntimeException failure) {
    transactions.executeWithoutResult(
        status -> {
          throw failure;
        });
  }

  @Test
  void whatTheDatabaseFailedAtFirstIsThrownAndNotTheRollback() {
    assertThatThrownBy(() -> fail(new DataAccessResourceFailureException("no answer")))
        .isInstanceOf(DataAccessResourceFailureException.class)
        .hasMessage("no answer")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
  }

  @Test
  void whatMightBeTakenForARecordsFailureStaysTheConnections() {
    assertThatThrownBy(() -> fail(new IllegalStateException("of the record")))
        .isInstanceOf(TransactionSystemException.class);
    assertThatThrownBy(() -> fail(new DataIntegrityViolationException("of the record")))
        .isInstanceOf(TransactionSystemException.class);
  }

  @Test
  void aCommitThatFailsIsThrownAsItIs() {
    assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {}))
        .isInstanceOf(TransactionSystemException.class)
        .hasMessage("cannot commit");
  }
}
