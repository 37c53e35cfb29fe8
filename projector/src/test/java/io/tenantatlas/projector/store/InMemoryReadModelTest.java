package io.tenantatlas.projector.store;

class InMemoryReadModelTest extends ReadModelContract {

  @Override
  ReadModel emptyReadModel() {
    return new InMemoryReadModel();
  }
}
