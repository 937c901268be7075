package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Home, course map and dead ends in a browser. */
class PagesIT extends BrowserTest {

  @ParameterizedTest
  @CsvSource({
    "/, en, 1440, LIGHT",
    "/, ko, 390, DARK",
    "/learn, en, 1440, DARK",
    "/learn, ko, 390, LIGHT",
    "/learn, en, 1024, LIGHT",
    "/instructions, ko, 1440, DARK",
    "/instructions/popf, en, 390, LIGHT",
    "/guide, ko, 390, DARK",
    "/guide, en, 1440, LIGHT",
    "/nowhere, ko, 1440, LIGHT",
    "/s/garbage, en, 390, DARK",
  })
  void pagesAreAccessibleAndDoNotScrollSideways(
      String address, String language, int width, ColorScheme scheme) {
    var page = open(visitor(language, width, 900, scheme), address);
    assertThat(page.locator("main h1")).isVisible();
    if (address.equals("/")) {
      assertThat(page.locator("ringside-live-run [data-tick]")).isVisible();
    }
    assertThat(page.locator("html")).hasAttribute("lang", language);
    isAccessible(page);
    Assertions.assertEquals(
        0, page.evaluate("document.documentElement.scrollWidth - innerWidth"), "sideways scroll");
  }

  @ParameterizedTest
  @CsvSource({
    "/learn/machine, 200",
    "/learn/machine/fast-system-calls, 200",
    "/learn/machine/fast-system-calls?run=kpti, 200",
    "/instructions, 200",
    "/instructions/je, 200",
    "/nowhere, 404",
    "/learn/nowhere, 404",
    "/learn/machine/no-such-thing, 404",
    "/learn/machine/fast-system-calls?run=none, 404",
    "/instructions/nonsense, 404",
    "/s/garbage, 404",
    "/s/fast-system-calls@00000000, 404",
  })
  void statusIsHonest(String address, int status) {
    Assertions.assertEquals(status, status(address));
  }

  @Test
  void liveRunStepsByButtonAndKey() {
    var page = open(visitor("en"), "/");
    var live = page.locator("ringside-live-run");
    var tick = live.locator("[data-tick]");
    assertThat(tick).hasAttribute("data-tick", "33");
    assertThat(live).containsText("SYSCALL");
    live.locator("footer button").nth(1).click();
    assertThat(tick).hasAttribute("data-tick", "34");
    page.keyboard().press("Shift+KeyS");
    assertThat(tick).hasAttribute("data-tick", "33");
    live.locator("footer a").click();
    isAt(player(page), 33);
  }

  @Test
  void themeIsChosenRememberedAndThereBeforeTheFirstPaint() {
    var page = open(visitor("en"), "/");
    page.locator("ringside-theme-switch button").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.addInitScript(
        "new PerformanceObserver(list => { window.painted ??= document.documentElement.dataset.theme })"
            + ".observe({type: 'paint', buffered: true})");
    page.reload();
    assertThat(page.locator("main h1")).isVisible();
    Assertions.assertEquals("dark", page.evaluate("window.painted"));
  }

  @Test
  void keyboardReachesTheContentFirst() {
    var page = open(visitor("en"), "/learn");
    assertThat(page.locator("main h1")).isVisible();
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
  }

  @Test
  void instructionIsFoundByTypingAndLeadsToScenarios() {
    var page = open(visitor("en"), "/instructions");
    page.locator("#instruction-search").focus();
    page.keyboard().type("swapg");
    assertThat(page.locator(".instructions .side li")).hasCount(1);
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator(".instructions h1")).hasText("SWAPGS");
    assertThat(page.locator(".instructions .badge")).hasText("privileged");
    assertThat(page.locator(".instructions .links")).containsText("S03");
  }

  @Test
  void mapOpensAScenario() {
    var page = open(visitor("en"), "/learn");
    var card = page.locator("ringside-course-map a#S03");
    card.focus();
    assertThat(page.locator("ringside-course-map aside h2")).hasText(Pattern.compile("Fast.*"));
    page.keyboard().press("Enter");
    player(page);
    hasTitle(page, "Fast system calls");
  }
}
