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
  private static final String FIRST_VM = "/learn/hardware/first-vm";
  private static final String HYPERCALLS = "/learn/paravirtualization/hypercalls";

  /** A lesson has fewer steps and questions than this. */
  private static final int PRESSES = 80;

  /** Index of the right option of the open question. */
  private static final String ANSWER =
      "player => { const question = player.session.track.questionAt(Number(player.dataset.tick));"
          + " return question.options.indexOf(question.answer) }";

  private static final String LESSON_ANSWER =
      "question => question.asked.options.findIndex(option => option.id === question.asked.answer)";

  /** A page has fewer places for the focus than this. */
  private static final int TABS = 120;

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

  @ParameterizedTest
  @CsvSource({"ko, dom0", "en, hypercalls"})
  void readsTheLessonAndAnswersRightAndWrong(String language, String lesson) {
    var page = open(visitor(language), "/learn/" + lesson);
    var questions = page.locator("ringside-lesson-question");
    assertThat(questions.locator("form").first()).isVisible();
    int count = questions.count();
    for (int i = 0; i < count; i++) {
      var question = questions.nth(i);
      boolean right = i % 2 == 1;
      tabTo(page, question.locator("input").first());
      var answer = ((Number) question.evaluate(LESSON_ANSWER)).intValue();
      press(page, right ? answer : (answer + 1) % question.locator("input").count());
      tabTo(page, question.locator("button").first());
      page.keyboard().press("Enter");
      assertThat(question.locator(".verdict .no")).hasCount(right ? 0 : 1);
      assertThat(question.locator(".verdict .ok")).isVisible();
    }
    tabTo(page, page.locator(".onward a").last());
    page.keyboard().press("Enter");
    page.waitForURL(address -> !address.endsWith(lesson));
    assertThat(page.locator("main h1")).isVisible();
  }

  @ParameterizedTest
  @CsvSource({HYPERCALLS + ", HCALL, KeyH, Hypercall", FIRST_VM + ", VMEXIT, KeyX, VM exit"})
  void runsToTheNextAndBackToTheLast(String address, String kind, String key, String title) {
    var page = open(visitor("en"), address + "#t=1");
    var player = player(page);
    var moments = moments(player, kind).stream().mapToLong(Number::longValue).limit(3).toArray();
    isAt(player, 1);
    skipQuestions(page, player);
    for (var tick : moments) {
      toNext(page, player, key, tick);
      assertThat(page.locator("ringside-stage-pane .bar .title"))
          .hasText(Pattern.compile(title + ".*"));
    }
    for (int back = moments.length - 2; back >= 0; back--) {
      page.keyboard().press("Shift+" + key);
      isAt(player, moments[back]);
    }
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
    page.keyboard().press("Alt+Digit1");
    tabTo(page, skip);
    page.keyboard().press("Enter");
    rest(player);
    return true;
  }

  /** The question's radio buttons, by keyboard; the run knows which one is right. */
  private static void choose(Page page, Locator player, boolean right) {
    var answer = ((Number) player.evaluate(ANSWER)).intValue();
    var options = page.locator("ringside-lesson .slip.open input");
    int choice = right ? answer : (answer + 1) % options.count();
    page.keyboard().press("Alt+Digit1");
    tabTo(page, options.first());
    press(page, choice);
    page.keyboard().press("KeyS");
    assertThat(page.locator("ringside-lesson .slip.done")).isVisible();
    rest(player);
  }

  /** Moves the focus on until it is where it should be. */
  private static void tabTo(Page page, Locator target) {
    for (int i = 0; i < TABS; i++) {
      if ((Boolean) target.evaluate("element => element.getRootNode().activeElement === element")) {
        return;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError("the Tab key never reaches " + target);
  }

  /** Chooses a radio button while the first one has the focus. */
  private static void press(Page page, int choice) {
    page.keyboard().press("Space");
    for (int i = 0; i < choice; i++) {
      page.keyboard().press("ArrowDown");
    }
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
