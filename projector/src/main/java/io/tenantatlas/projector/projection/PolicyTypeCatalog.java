package io.tenantatlas.projector.projection;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is known of each policy type: whether its items can be restored, how risky that is, and
 * whether they depend on others. An unknown type has none of the chips.
 */
public record PolicyTypeCatalog(List<PolicyType> types) {

  /** Whether and how an item of a type can be restored. */
  public enum Restore {
    ENABLED,
    PREVIEW_ONLY,
    NONE
  }

  /** How risky a restore is. */
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH
  }

  /** One policy type. */
  public record PolicyType(String name, Restore restore, Risk risk, boolean dependencies) {}

  /** The types whose items count as restorable: restore is enabled. */
  public List<String> restorable() {
    return names(type -> type.restore() == Restore.ENABLED);
  }

  /** The types whose items count as partly restorable: restore is a preview only. */
  public List<String> partial() {
    return names(type -> type.restore() == Restore.PREVIEW_ONLY);
  }

  /** The types whose items count as risky. */
  public List<String> risk() {
    return names(type -> type.risk() == Risk.HIGH);
  }

  /** The types whose items have dependencies. */
  public List<String> dependencies() {
    return names(PolicyType::dependencies);
  }

  private List<String> names(Predicate<PolicyType> chosen) {
    return types.stream().filter(chosen).map(PolicyType::name).toList();
  }
}
