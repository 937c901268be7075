package ringside.web.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A browser before the packaged application; whatever a page complains about fails the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserTest {
  private static final int PATIENCE_MILLIS = 30_000;

  private PackagedApp app;
  private Playwright playwright;
  private Browser browser;
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  @BeforeAll
  void start() throws Exception {
    app = PackagedApp.start();
    playwright = Browsers.playwright();
    browser = Browsers.launch(playwright);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  @AfterAll
  void stop() {
    playwright.close();
    app.close();
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    // a browser complains of a document that says honestly that it is none
    var said = complaints.stream().filter(c -> lost.stream().noneMatch(c::contains)).toList();
    complaints.clear();
    lost.clear();
    assertThat(said).as("errors on the console").isEmpty();
  }

  /** A new visitor: no cookies, no storage. */
  Page visitor(String language, int width, int height, ColorScheme scheme) {
    var context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setHasTouch(width < 600));
    contexts.add(context);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return watch(context.newPage());
  }

  Page visitor(String language) {
    return visitor(language, 1440, 900, ColorScheme.LIGHT);
  }

  Page watch(Page page) {
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text() + " at " + message.location());
      }
    });
    page.onPageError(complaints::add);
    return page;
  }

  /** Opens an address of the application. */
  Page open(Page page, String address) {
    var answer = page.navigate(app.url() + address);
    if (answer != null && answer.status() == 404) {
      lost.add("404 () at " + app.url() + address);
    }
    return page;
  }

  /** What the server answers to the first request for a page. */
  int status(String address) {
    return visitor("en").request().get(app.url() + address).status();
  }

  /** The player, once it shows a moment. */
  Locator player(Page page) {
    var player = page.locator("ringside-player");
    PlaywrightAssertions.assertThat(player).hasAttribute("data-ready", "");
    return player;
  }

  static void isAt(Locator player, long tick) {
    PlaywrightAssertions.assertThat(player).hasAttribute("data-tick", String.valueOf(tick));
  }

  static void hasTitle(Page page, String beginning) {
    PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("^" + beginning));
  }

  /** No violation of WCAG 2.2, levels A and AA. */
  static void isAccessible(Page page) {
    var found =
        new AxeBuilder(page)
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
            .analyze()
            .getViolations();
    assertThat(found)
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
        .isEmpty();
  }
}
