package io.tenantatlas.standalone.workload;

/** How much goes on at a demo tenant. */
enum TenantProfile {
  BUSY(8, 1.0),
  NORMAL(3, 0.4),
  QUIET(1, 0.12),
  /** Works, but its drift has not been scanned for long. */
  UNSCANNED(2, 0.3),
  /** Has a tenants row and nothing else. */
  EMPTY(0, 0),
  /** Left some time ago: history, but nothing new. */
  ARCHIVED(0, 0.2);

  /** Share of the steady changes, relative to the other tenants. */
  final int weight;

  /** Share of the history of a busy tenant. */
  final double history;

  TenantProfile(int weight, double history) {
    this.weight = weight;
    this.history = history;
  }

  /**
   * The profile of one tenant; the same at every start.
   *
   * @param position of the tenant among all of them, in the order of their ids, from 0
   */
  static TenantProfile of(int position, int tenants) {
    if (tenants >= 5) {
      switch (tenants - position) {
        case 1 -> {
          return EMPTY;
        }
        case 2 -> {
          return ARCHIVED;
        }
        case 3 -> {
          return UNSCANNED;
        }
        default -> {}
      }
    }
    return switch (position % 5) {
      case 0 -> BUSY;
      case 1, 2 -> NORMAL;
      default -> QUIET;
    };
  }
}
