package ringside.web.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An installed browser of the Chromium family if there is one, else Playwright's own. */
final class Browsers {
  private static final List<String> USUAL =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/snap/bin/chromium",
          "/usr/bin/google-chrome",
          "/usr/bin/google-chrome-stable",
          "/opt/google/chrome/chrome",
          "/usr/bin/microsoft-edge",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
          "/Applications/Chromium.app/Contents/MacOS/Chromium");

  private Browsers() {}

  private static Optional<Path> installed() {
    return Stream.concat(Stream.ofNullable(System.getenv("PLAYWRIGHT_CHROMIUM")), USUAL.stream())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Playwright downloads a browser only where none is installed. */
  static Playwright playwright() {
    var environment =
        installed().isPresent()
            ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            : Map.<String, String>of();
    return Playwright.create(new Playwright.CreateOptions().setEnv(environment));
  }

  static Browser launch(Playwright playwright) {
    var options =
        new BrowserType.LaunchOptions()
            .setHeadless(true)
            // containers run as root, where Chromium's sandbox does not
            .setChromiumSandbox(false)
            .setArgs(
                List.of(
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync"));
    installed().ifPresent(options::setExecutablePath);
    return playwright.chromium().launch(options);
  }
}
