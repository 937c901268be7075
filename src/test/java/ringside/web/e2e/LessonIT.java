package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lesson as a page to be read, and the glossary that it links to. */
class LessonIT extends BrowserTest {
  private static final String LESSON = "/learn/machine";

  @Test
  void verdictComesFromTheRunAndOnlyAfterAnAnswer() {
    var page = open(visitor("en"), LESSON);
    var question = question(page, "about to execute");
    assertThat(question.locator(".verdict")).hasCount(0);
    assertThat(question.getByRole(AriaRole.BUTTON).first()).isDisabled();
    question.getByText("Ignore it and go on").click();
    question.getByRole(AriaRole.BUTTON).first().click();
    assertThat(question.locator(".verdict .no")).containsText("Ignore it and go on");
    assertThat(question.locator(".verdict .ok")).containsText("call the kernel with a fault");
    question.locator(".verdict a").click();
    assertThat(player(page)).hasAttribute("data-tick", Pattern.compile("[1-9]\\d*"));
  }

  @ParameterizedTest
  @CsvSource({
    "en, user-and-kernel-mode",
    "ko, why-x86-refused",
    "en, hypercalls",
    "ko, dom0",
    "en, hardware-virtualization",
  })
  void lessonIsAccessible(String language, String lesson) {
    var page = open(visitor(language), "/learn/" + lesson);
    assertThat(page.locator("ringside-lesson-question form").first()).isVisible();
    assertThat(page.locator("ringside-live-run [data-tick]").first()).isVisible();
    isAccessible(page);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void glossaryOpensAtTheTerm(String language) {
    var page = open(visitor(language), "/glossary#tss");
    assertThat(page.locator("#tss")).isInViewport();
    isAccessible(page);
  }

  private static Locator question(Page page, String words) {
    return page.locator("ringside-lesson-question")
        .filter(new Locator.FilterOptions().setHasText(words));
  }
}
