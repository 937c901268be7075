package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
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
    "home-light-en, /, en, 1440, 900, LIGHT",
    "home-dark-ko, /, ko, 1440, 900, DARK",
    "home-phone-ko, /, ko, 390, 844, LIGHT",
    "course-light-en, /learn, en, 1440, 900, LIGHT",
    "course-dark-ko, /learn, ko, 1440, 900, DARK",
    "lesson-light-en, /learn/machine, en, 1440, 900, LIGHT",
    "player-light-en, /learn/machine/fast-system-calls#t=33, en, 1440, 900, LIGHT",
    "player-dark-ko, /learn/machine/fast-system-calls#t=33, ko, 1440, 900, DARK",
    "player-interrupt-en, /learn/machine/user-and-kernel-mode#t=18, en, 1440, 900, LIGHT",
    "player-tablet-en, /learn/machine/fast-system-calls#t=33, en, 1024, 768, DARK",
    "player-phone-ko, /learn/machine/fast-system-calls#t=33, ko, 390, 844, LIGHT",
    "lost-en, /s/fast-system-calls@00000000, en, 1440, 900, LIGHT",
  })
  void take(
      String name, String address, String language, int width, int height, ColorScheme scheme) {
    var page = open(visitor(language, width, height, scheme), address);
    if (address.contains("#t=")) {
      player(page);
    } else {
      assertThat(page.locator("main h1")).isVisible();
    }
    if (address.equals("/")) {
      assertThat(page.locator("ringside-live-run [data-tick]")).isVisible();
    }
    page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
  }
}
