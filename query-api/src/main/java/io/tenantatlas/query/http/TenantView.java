package io.tenantatlas.query.http;

import io.tenantatlas.query.store.DocumentKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is served of a tenant's documents, each at a path of its own. */
enum TenantView {
  KPIS("/kpis", "/kpis", "kpi", new View.Whole("kpi")),
  DASHBOARD("/kpis/dashboard", "/kpis/{part}", "kpi", new View.Member("kpi", "dashboard")),
  INVENTORY("/kpis/inventory", "/kpis/{part}", "kpi", new View.Member("kpi", "inventory")),
  OPERATIONS("/kpis/operations", "/kpis/{part}", "kpi", new View.Member("kpi", "operations")),
  BADGES("/badges", "/badges", "badge", new View.Whole("badge")),
  RECENT_OPERATIONS(
      "/surfaces/recent-operations",
      "/surfaces/{surface}",
      "surface.recent-operations",
      new View.Surface("recent-operations")),
  VERIFICATION(
      "/surfaces/verification",
      "/surfaces/{surface}",
      "surface.verification",
      new View.Surface("verification"));

  private static final Map<String, TenantView> BY_PATH =
      Arrays.stream(values()).collect(Collectors.toMap(view -> view.path, Function.identity()));

  private final String path;
  private final String route;
  private final String kind;
  private final View view;

  TenantView(String path, String route, String kind, View view) {
    this.path = path;
    this.route = "/api/v1/tenants/{tenantId}" + route;
    this.kind = kind;
    this.view = view;
  }

  /** The one at the path behind the tenant's id; null when there is none. */
  static @Nullable TenantView at(String path) {
    return BY_PATH.get(path);
  }

  /** The one at a path that there is. */
  static TenantView of(String path) {
    return Objects.requireNonNull(BY_PATH.get(path), path);
  }

  DocumentKey.OfTenant of(long tenantId) {
    return new DocumentKey.OfTenant(tenantId, kind);
  }

  /** The template of its path, as the usual way has it. */
  String route() {
    return route;
  }

  View view() {
    return view;
  }
}
