package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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

  @Test
  void whatFailedFirstIsThrownAndNotTheRollback() {
    assertThatThrownBy(
            () ->
                transactions.executeWithoutResult(
                    status -> {
                      throw new IllegalStateException("no answer");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no answer")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
  }

  @Test
  void aCommitThatFailsIsThrownAsItIs() {
    assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {}))
        .isInstanceOf(TransactionSystemException.class)
        .hasMessage("cannot commit");
  }
}
