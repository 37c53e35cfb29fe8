package io.tenantatlas.standalone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.RequestOptions;
import io.tenantatlas.standalone.StandaloneProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page in a real browser, beside the demo's tenants; each test has tenants of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class PageE2EIT {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final String ALL_DEVICES = "adadadad-808e-44e2-905a-0b7873a8a531";
  private static final String NOW = "now() at time zone 'UTC'";

  private final AtomicLong lastTenant = new AtomicLong(1000);
  private final StandaloneProcess standalone;
  private final InstalledChromium chromium = new InstalledChromium();

  PageE2EIT(@TempDir Path directory) {
    standalone =
        new StandaloneProcess(
            directory,
            "--atlas.standalone.workload.tenants=8",
            "--atlas.standalone.workload.rate=2");
  }

  @BeforeAll
  void start() throws Exception {
    standalone.start();
  }

  @AfterAll
  void stop() {
    chromium.close();
    standalone.close();
  }

  @Test
  void aChangedRowIsPushedToThePage() throws Exception {
    long tenant = newTenant("Pushed");
    try (WatchedPage watched = open(tenant)) {
      Page page = watched.page();
      assertThat(connection(page)).hasAttribute("data-state", "live");
      assertThat(value(page, "operations.active")).hasText("0");
      page.evaluate("document.body.id = 'never-loaded-again'");

      startRun(tenant);
      assertThat(value(page, "operations.active")).hasText("1");
      Locator change = page.locator(".feed li").filter(has("Active operations"));
      assertThat(change).containsText(Pattern.compile("0 → 1.*after \\d+"));
      assertThat(page.locator("#operations-title + .rows .row")).containsText("policy.sync");
      assertThat(page.locator("[data-surface=recent-operations]")).containsText("Populated");
      assertThat(page.locator("#fact-lag")).containsText("s");

      execute(
          "update operation_runs set status = 'completed', outcome = 'failed' where tenant_id = "
              + tenant);
      assertThat(value(page, "operations.failed_7d")).hasText("1");
      assertThat(page.locator(".attention")).containsText("1 failed operation in 7 days");
      assertThat(row(page, tenant)).containsText("1 failed in 7 days");
      assertThat(page.locator("#never-loaded-again")).hasCount(1);
    }
  }

  @Test
  void withoutAStreamThePageAsksAgainAndAgain() throws Exception {
    long tenant = newTenant("Polled");
    try (WatchedPage watched = open(tenant, "/stream")) {
      Page page = watched.page();
      assertThat(connection(page)).hasAttribute("data-state", "polling");
      assertThat(value(page, "operations.active")).hasText("0");
      startRun(tenant);
      assertThat(value(page, "operations.active")).hasText("1");
      assertThat(page.locator(".feed li").filter(has("Active operations"))).containsText("polled");
    }
  }

  @Test
  void aDeletedTenantLeavesThePage() throws Exception {
    long tenant = newTenant("Deleted");
    try (WatchedPage watched = open(tenant)) {
      Page page = watched.page();
      assertThat(row(page, tenant)).isVisible();
      watched.ignore("/api/v1/tenants/" + tenant);
      execute("delete from tenants where id = " + tenant);
      assertThat(page.locator(".notice")).containsText("This tenant is not there");
      assertThat(row(page, tenant)).hasCount(0);
    }
  }

  @Test
  void whatAnApplicationCallsItsTenantsIsOnlyText() throws Exception {
    String name = "<img src=x onerror=alert(1)> & <b>Co</b>";
    try (WatchedPage watched = open(newTenant(name))) {
      assertThat(watched.page().locator("#tenant-name")).hasText(name);
      assertThat(watched.page().locator("#tenant img, #tenant-list img")).hasCount(0);
    }
  }

  @Test
  void theListIsWalkedByKeyboard() throws Exception {
    long first = newTenant("Keyboard one");
    long second = newTenant("Keyboard two");
    try (WatchedPage watched = open(first)) {
      Page page = watched.page();
      assertThat(row(page, second)).isVisible();
      page.keyboard().press("Tab");
      assertThat(page.locator("#skip")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("#content")).isFocused();
      page.keyboard().press("/");
      page.keyboard().type("keyboard");
      assertThat(page.locator("#tenant-list li")).hasCount(2);
      page.keyboard().press("ArrowDown");
      assertThat(row(page, first)).isFocused();
      page.keyboard().press("ArrowDown");
      assertThat(row(page, second)).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("#tenant-name")).hasText("Keyboard two");
      assertThat(row(page, second)).hasAttribute("aria-current", "page");
      page.keyboard().press("ArrowUp");
      page.keyboard().press("ArrowUp");
      assertThat(page.locator("#search")).isFocused();
      page.keyboard().press("Escape");
      assertThat(page.locator("#search")).hasValue("");
    }
  }

  @Test
  void linksAreWalkedFromNodeToNode() throws Exception {
    long tenant = newTenant("Linked");
    insertItem(
        tenant,
        "policy/1;a",
        "The policy",
        """
        {"assignments": [{"target": {"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}}],
         "depends_on": ["app", "gone"]}
        """);
    insertItem(tenant, "app", "The app", "{}");
    try (WatchedPage watched = open(tenant)) {
      Page page = watched.page();
      Locator policy = page.locator("a.node[aria-label*='points here']");
      assertThat(page.locator(".node.middle")).containsText("All devices");
      policy.focus();
      page.keyboard().press("Enter");
      assertThat(page.locator(".node.middle")).isFocused();
      assertThat(page.locator(".node.missing")).containsText("gone");
      assertThat(page.locator("a.node.aad_group")).containsText("All devices");

      execute(
          "update inventory_items set display_name = 'Renamed' where external_id = 'app' and tenant_id = "
              + tenant);
      Locator app = page.locator("a.node.item");
      assertThat(app).containsText("Renamed");
      app.click();
      assertThat(page.locator(".node.middle")).containsText("Renamed");
      assertThat(page).hasURL(Pattern.compile("#/tenants/" + tenant + "/items/app$"));
      page.goBack();
      assertThat(page.locator(".node.missing")).isVisible();

      page.locator("#external-id").fill("policy/1;a");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile("/items/policy%2F1%3Ba$"));
      page.locator(".chip").first().click();
      assertThat(page).hasURL(Pattern.compile("/foundation/aad_group/" + ALL_DEVICES + "$"));
    }
  }

  @Test
  void whereThereAreNoDevelopmentTokensTheReaderPastesOne() throws Exception {
    long tenant = newTenant("Signed in");
    try (WatchedPage watched = open(tenant, "/dev/token")) {
      Page page = watched.page();
      Locator dialog =
          page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Sign in"));
      assertThat(dialog.getByLabel("Access token")).isFocused();
      dialog.getByLabel("Access token").fill(token(page));
      dialog.getByRole(AriaRole.BUTTON).filter(has("Sign in")).click();
      assertThat(connection(page)).hasAttribute("data-state", "live");
      assertThat(page.evaluate("localStorage.length + document.cookie.length")).isEqualTo(0);
      page.reload();
      assertThat(value(page, "operations.active")).hasText("0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1200})
  void aStatusOf255CharactersCoversNothing(int width) throws Exception {
    long tenant = newTenant("Long");
    execute("update tenants set status = repeat('x', 255) where id = " + tenant);
    execute(
        "insert into findings (tenant_id, scope_key, severity, status, created_at, updated_at) values ("
            + tenant
            + ", 'k', repeat('y', 255), repeat('z', 255), now(), now())");
    var size = new Browser.NewContextOptions().setViewportSize(width, 900);
    try (WatchedPage watched = chromium.open(size)) {
      Page page = watched.page();
      page.navigate(standalone.address() + "/#/tenants/" + tenant);
      assertThat(page.locator("#tenant .badge span[title^=Xxx]").first()).isVisible();
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      assertThat(
              page.evaluate(
                  "Math.max(...[...document.querySelectorAll('.badge')].map(b => b.offsetWidth)) <= 320"))
          .isEqualTo(true);
    }
  }

  @Test
  void aPhoneShowsEverythingWithoutScrollingSideways() throws Exception {
    var phone = new Browser.NewContextOptions().setViewportSize(360, 740).setHasTouch(true);
    try (WatchedPage watched = chromium.open(phone)) {
      Page page = watched.page();
      page.navigate(standalone.address() + "/");
      assertThat(page.locator(".graph-picture")).isVisible();
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      assertThat(page.locator("#search")).isHidden();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Tenants")).tap();
      assertThat(page.locator("#search")).isFocused();
      page.locator("#tenant-list a").nth(1).tap();
      assertThat(page.locator("#search")).isHidden();
      assertThat(page).hasURL(Pattern.compile("#/tenants/2$"));
      screenshot(page, "phone");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void everythingHasANameAndCanBeRead(ColorScheme scheme) throws Exception {
    var options = new Browser.NewContextOptions().setColorScheme(scheme);
    try (WatchedPage watched = chromium.open(options.setViewportSize(1440, 900))) {
      Page page = watched.page();
      page.navigate(standalone.address() + "/");
      assertThat(page.locator(".graph-picture")).isVisible();
      assertThat(page.locator("#verification-title")).isVisible();
      assertThat(connection(page)).hasAttribute("data-state", "live");
      assertThat(page.getByRole(AriaRole.BANNER)).hasCount(1);
      assertThat(page.getByRole(AriaRole.MAIN)).hasCount(1);
      assertThat(page.getByRole(AriaRole.COMPLEMENTARY)).hasCount(1);
      assertThat(page.locator("h1")).hasCount(1);
      assertThat(found(page, "page-check.js")).isEmpty();
      screenshot(page, scheme.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Server-sent events may be cut anywhere, also inside a line's end. */
  @Test
  void eventsAreReadInPiecesOfAnySize() throws Exception {
    try (WatchedPage watched = chromium.open(new Browser.NewContextOptions())) {
      watched.page().navigate(standalone.address() + "/");
      assertThat(found(watched.page(), "events-check.js")).isEmpty();
    }
  }

  /** The tenant's page; requests to the paths that end so are refused. */
  private WatchedPage open(long tenant, String... refused) {
    WatchedPage watched =
        chromium.open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    Stream.of(refused).forEach(watched::refuse);
    watched.page().navigate(standalone.address() + "/#/tenants/" + tenant);
    return watched;
  }

  private static Locator connection(Page page) {
    return page.locator("#connection");
  }

  /** The value of a document, by its path. */
  private static Locator value(Page page, String path) {
    return page.locator("[data-path='" + path + "']");
  }

  /** The tenant's place in the list. */
  private static Locator row(Page page, long tenant) {
    return page.locator("#tenant-list a[data-tenant='" + tenant + "']");
  }

  private static Locator.FilterOptions has(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static void screenshot(Page page, String name) {
    Path file = SCREENSHOTS.resolve("page-" + name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  /** What a script of the test's resources finds wrong with the page. */
  private static List<?> found(Page page, String script) throws IOException {
    try (InputStream source = PageE2EIT.class.getResourceAsStream("/" + script)) {
      String text = new String(Objects.requireNonNull(source).readAllBytes(), UTF_8);
      return (List<?>) Objects.requireNonNull(page.evaluate(text));
    }
  }

  /** A development token, asked for beside the page. */
  private static String token(Page page) {
    APIResponse answer =
        page.context()
            .request()
            .post(
                URI.create(page.url()).resolve("/dev/token").toString(),
                RequestOptions.create().setData(Map.of()));
    return Json.read(answer.text()).get("access_token").asString();
  }

  private long newTenant(String name) throws SQLException {
    long tenant = lastTenant.incrementAndGet();
    execute(Tenants.insert(tenant));
    execute(
        String.format(Locale.ROOT, "update tenants set name = '%s' where id = %d", name, tenant));
    return tenant;
  }

  private void startRun(long tenant) throws SQLException {
    execute(
        "insert into operation_runs (tenant_id, type, status, outcome, created_at)"
            + String.format(
                Locale.ROOT, " values (%d, 'policy.sync', 'queued', 'pending', %s)", tenant, NOW));
  }

  private void insertItem(long tenant, String externalId, String name, String payload)
      throws SQLException {
    execute(
        String.format(
            Locale.ROOT,
            """
        insert into inventory_items (tenant_id, external_id, policy_type, display_name, meta_jsonb,
                                     created_at, updated_at)
        values (%d, '%s', 'mobileApp', '%s', '%s', now() at time zone 'UTC', now() at time zone 'UTC')
        """,
            tenant,
            externalId,
            name,
            payload));
  }

  private void execute(String sql) throws SQLException {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(sql);
    }
  }
}
