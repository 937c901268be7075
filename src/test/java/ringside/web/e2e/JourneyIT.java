package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A learner's way through the heart of the course, by keyboard, from the first step to the last.
 */
class JourneyIT extends BrowserTest {
  private static final String DOM0 = "/learn/paravirtualization/split-driver";
  private static final String HYPERCALLS = "/learn/paravirtualization/hypercalls";

  /** A lesson has fewer steps and questions than this. */
  private static final int PRESSES = 80;

  /** Index of the right option of the open question. */
  private static final String ANSWER =
      "player => { const question = player.session.track.questionAt(Number(player.dataset.tick));"
          + " return question.options.indexOf(question.answer) }";

  @ParameterizedTest
  @CsvSource({"ko, " + DOM0, "en, " + HYPERCALLS})
  void goesThroughEveryStepAndAnswersRightAndWrong(String language, String address) {
    var page = open(visitor(language), address);
    var player = player(page);
    assertThat(player).hasAttribute("lang", language);
    var lesson = page.locator("ringside-lesson");
    var open = lesson.locator(".slip.open");
    int answered = 0;
    for (int press = 0; press < PRESSES && !atTheEnd(player); press++) {
      if (open.count() > 0) {
        boolean right = answered++ % 2 == 1;
        choose(page, player, right);
        var verdict = lesson.locator(".slip.done");
        assertThat(verdict.locator(".no")).hasCount(right ? 0 : 1);
        assertThat(verdict.locator(".ok")).isVisible();
      } else {
        page.keyboard().press("BracketRight");
        rest(player);
      }
    }
    assertThat(atTheEnd(player)).as("reached the last step").isTrue();
    assertThat(answered).isGreaterThan(0);
    assertThat(lesson.locator(".say")).not().isEmpty();
    isAccessible(page);
  }

  @Test
  void runsToHypercallsForwardsAndBackwards() {
    var page = open(visitor("en"), HYPERCALLS + "#t=1");
    var player = player(page);
    var calls = moments(player, "HCALL");
    page.locator("ringside-stage-pane").first().waitFor();
    isAt(player, 1);
    skipQuestions(page, player);
    for (var tick : calls.subList(0, 3)) {
      toNext(page, player, "KeyH", tick.longValue());
      assertThat(page.locator("ringside-stage-pane .bar .title"))
          .hasText(Pattern.compile("Hypercall .*"));
    }
    page.keyboard().press("Shift+KeyH");
    isAt(player, calls.get(1).longValue());
    page.keyboard().press("Shift+KeyH");
    isAt(player, calls.get(0).longValue());
  }

  @Test
  void countsWhatADiskRequestCosts() {
    var page = open(visitor("en"), DOM0 + "#t=12204");
    player(page);
    page.locator("ringside-inspector")
        .getByRole(AriaRole.TAB)
        .filter(new Locator.FilterOptions().setHasText("Counts"))
        .click();
    var counts = page.locator("ringside-counts");
    assertThat(counts.locator(".big")).containsText("hypercalls");
    assertThat(counts.locator(".big b.none")).not().hasCount(0);
    assertThat(counts.locator(".sum")).isVisible();
    assertThat(counts.locator(".tag.E").first()).isVisible();
    page.locator("ringside-inspector")
        .getByRole(AriaRole.TAB)
        .filter(new Locator.FilterOptions().setHasText("Xen"))
        .click();
    assertThat(page.locator("ringside-xen")).containsText("dom1:8");
    isAccessible(page);
  }

  /** Presses a key until the player stands at a moment; a question in the way is skipped. */
  private static void toNext(Page page, Locator player, String key, long tick) {
    page.keyboard().press(key);
    rest(player);
    while (skipQuestions(page, player)) {
      page.keyboard().press(key);
      rest(player);
    }
    isAt(player, tick);
  }

  private static boolean skipQuestions(Page page, Locator player) {
    var skip = page.locator("ringside-lesson .slip.open .quiet").last();
    if (skip.count() == 0) {
      return false;
    }
    skip.focus();
    page.keyboard().press("Enter");
    rest(player);
    return true;
  }

  /** The question's radio buttons, by keyboard; the run knows which one is right. */
  private static void choose(Page page, Locator player, boolean right) {
    var answer = ((Number) player.evaluate(ANSWER)).intValue();
    var options = page.locator("ringside-lesson .slip.open input");
    int choice = right ? answer : (answer + 1) % options.count();
    options.nth(choice).focus();
    page.keyboard().press("Space");
    page.keyboard().press("KeyS");
    assertThat(page.locator("ringside-lesson .slip.done")).isVisible();
    rest(player);
  }

  private static void rest(Locator player) {
    assertThat(player).hasAttribute("data-ready", "");
    player.evaluate("player => player.updateComplete");
  }

  private static boolean atTheEnd(Locator player) {
    return (Boolean)
        player.evaluate(
            "player => player.session.tick >="
                + " Math.max(...player.session.track.recording.steps.map(step => step.tick))");
  }

  @SuppressWarnings("unchecked")
  private static List<Number> moments(Locator player, String kind) {
    return (List<Number>)
        player.evaluate(
            "(player, kind) => player.session.run.recording.events"
                + ".filter(event => event.kind === kind).map(event => event.tick + 1)",
            kind);
  }
}
