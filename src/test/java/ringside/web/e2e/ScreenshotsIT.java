package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes the pictures of {@code screenshots/} again: {@code ./ringside screenshots}. */
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
class ScreenshotsIT extends BrowserTest {
  private static final Path FOLDER = Path.of(System.getProperty("app.screenshots", "target"));

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "home-light, /, en, 1440, 925, LIGHT",
    "home-dark, /, ko, 1440, 925, DARK",
    "home-phone, /, ko, 390, 844, LIGHT",
    "course-light, /learn, en, 1440, 900, LIGHT",
    "course-dark, /learn, ko, 1440, 900, DARK",
    "lesson-light, /learn/machine, en, 1440, 900, LIGHT",
    "player-s03-light, /learn/machine/fast-system-calls#t=33, en, 1440, 900, LIGHT",
    "player-s03-dark, /learn/machine/fast-system-calls#t=33, ko, 1440, 900, DARK",
    "player-s02-ko, /learn/machine/user-and-kernel-mode#t=18, ko, 1440, 900, LIGHT",
    "player-tablet, /learn/machine/fast-system-calls#t=33, en, 1024, 768, DARK",
    "player-phone, /learn/machine/fast-system-calls#t=33, ko, 390, 844, LIGHT",
    "lost, /s/fast-system-calls@00000000, en, 1440, 900, LIGHT",
  })
  void take(
      String name, String address, String language, int width, int height, ColorScheme scheme) {
    var page = visitor(language, width, height, scheme);
    // pictures show stills, not how far an animation happened to be
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    open(page, address);
    if (address.contains("#t=")) {
      player(page);
    } else {
      assertThat(page.locator("main h1")).isVisible();
    }
    if (address.equals("/") || address.equals("/learn/machine")) {
      assertThat(page.locator("ringside-live-run [data-tick]").first()).isVisible();
    }
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
  }
}
