package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * A page whose console is read along: when it is closed, nothing may have been complained about.
 * What violates the content security policy, scripts that fail and answers that are errors all show
 * there.
 */
final class WatchedPage implements AutoCloseable {

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  WatchedPage(Page page) {
    this.page = page;
    page.onConsoleMessage(this::read);
    page.onPageError(complaints::add);
  }

  private void read(ConsoleMessage message) {
    boolean bad = message.type().equals("error") || message.type().equals("warning");
    if (bad && ignored.stream().noneMatch(message.location()::contains)) {
      complaints.add(message.type() + ": " + message.text() + " at " + message.location());
    }
  }

  Page page() {
    return page;
  }

  /** From now on requests to paths with this ending are answered with 404. */
  void refuse(String ending) {
    ignore(ending);
    page.route(
        url -> url.endsWith(ending),
        route -> route.fulfill(new Route.FulfillOptions().setStatus(404).setBody("{}")));
  }

  /** From now on complaints about addresses that contain this do not count. */
  void ignore(String address) {
    ignored.add(address);
  }

  @Override
  public void close() {
    page.context().close();
    assertThat(complaints).isEmpty();
  }
}
