package io.tenantatlas.query.security;

import java.util.Set;

/** Which tenants, or which workspaces, an actor may see. Cannot be changed. */
public sealed interface Access {

  Access NOTHING = new Only(Set.of());

  boolean includes(long id);

  /** All there are and will be. */
  record Everything() implements Access {
    @Override
    public boolean includes(long id) {
      return true;
    }
  }

  /** These, whether they exist or not. */
  record Only(Set<Long> ids) implements Access {
    public Only {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean includes(long id) {
      return ids.contains(id);
    }
  }
}
