package dev.loopline.e2e;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One page in a browser: what went wrong on it, and when it has come to rest. */
final class Visit {
  private static final double MOST_MS = 20_000;

  /** The log's streams are never done. */
  private static final Pattern STREAM = Pattern.compile("/api/v1/events/stream");

  /** Answers 404 where it means "none yet": a label, and a history that no server kept before. */
  private static final Pattern MAY_BE_MISSING =
      Pattern.compile("/labels/[^/]+$|/drift/history(\\?|$)");

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private final Set<Request> underWay = ConcurrentHashMap.newKeySet();

  Visit(Page page) {
    this.page = page;
    page.onPageError(complaints::add);
    page.onConsoleMessage(this::heard);
    page.onRequest(
        request -> {
          // What the page before asked for goes with it, and nobody may say so.
          if (request.isNavigationRequest() && request.frame() == page.mainFrame()) {
            underWay.clear();
          }
          if (!STREAM.matcher(request.url()).find()) {
            underWay.add(request);
          }
        });
    page.onRequestFinished(underWay::remove);
    page.onRequestFailed(this::failed);
    page.onResponse(this::answered);
  }

  Page page() {
    return page;
  }

  Locator main() {
    return page.locator("main");
  }

  List<String> complaints() {
    return complaints;
  }

  /** Waits until nothing is asked for and nothing is drawn as still on its way. */
  void settle() {
    try {
      page.waitForCondition(
          () -> underWay.isEmpty() && page.locator(".skeleton").count() == 0 && isFollowing(),
          new Page.WaitForConditionOptions().setTimeout(MOST_MS));
    } catch (TimeoutError e) {
      String asked = underWay.stream().map(Request::url).collect(Collectors.joining(", "));
      throw new AssertionError(
          page.url()
              + " does not come to rest. Asked for: "
              + asked
              + "; skeletons: "
              + page.locator(".skeleton").count()
              + "; follows the log: "
              + isFollowing(),
          e);
    }
  }

  /** Whether the page is told of events, or is one that needs none. */
  private boolean isFollowing() {
    return page.locator("header.top").getByText("live").count() > 0
        || page.locator(".lobby").count() > 0;
  }

  void sees(Pages.Sight... sights) {
    for (Pages.Sight sight : sights) {
      sight.apply(main()).first().waitFor(new Locator.WaitForOptions().setTimeout(MOST_MS));
    }
    settle();
  }

  /** Gives a server that asks for it a token; that it asked is no complaint. */
  void signIn(String token) {
    page.getByLabel("Token").fill(token);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
    page.getByLabel("Token")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    settle();
    complaints.removeIf(complaint -> complaint.contains("401"));
  }

  /** Goes on to another page of the same server. */
  void go(String path) {
    page.navigate(URI.create(page.url()).resolve(path).toString());
    settle();
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  void click(AriaRole role, String name) {
    page.getByRole(role, new Page.GetByRoleOptions().setName(name)).first().click();
  }

  void picture(Path file) {
    settle();
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  private void heard(ConsoleMessage message) {
    if (message.type().equals("error") && !MAY_BE_MISSING.matcher(place(message)).find()) {
      complaints.add(message.text() + " " + message.location());
    }
  }

  /** The address of a message: what follows it, line and column, is left away. */
  private static String place(ConsoleMessage message) {
    return message.location().replaceAll("(:\\d+)+$", "");
  }

  private void failed(Request request) {
    underWay.remove(request);
    // What the page itself gave up as it was left is no failure.
    if (!STREAM.matcher(request.url()).find() && !"net::ERR_ABORTED".equals(request.failure())) {
      complaints.add(request.failure() + " " + request.url());
    }
  }

  private void answered(Response response) {
    boolean missing = response.status() == 404 && MAY_BE_MISSING.matcher(response.url()).find();
    if (response.status() >= 400 && !missing) {
      complaints.add(response.status() + " " + response.url());
    }
  }
}
