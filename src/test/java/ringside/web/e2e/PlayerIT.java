package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The player as a learner meets it: by keyboard, forwards and backwards, in both languages. */
class PlayerIT extends BrowserTest {
  private static final String S03 = "/learn/machine/fast-system-calls";

  /** The first SYSCALL of S03 is the step from 32 to 33. */
  private static final long BEFORE = 32;

  private static final Pattern CHANGED = Pattern.compile(".*\\bchg\\b.*");

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void stepsThroughTheFirstSyscallAndBack(String language) {
    var page = open(visitor(language), S03);
    var player = player(page);
    assertThat(player).hasAttribute("lang", language);
    toTheSyscall(page, player);
    assertThat(plate(page, "CPL")).hasText("3");
    assertThat(register(page, "rcx")).not().hasText(Pattern.compile(".*40 ?100D.*"));
    var rsp = register(page, "rsp").getAttribute("aria-label");
    var flags = value(page, "rflags");

    answer(page);
    isAt(player, BEFORE + 1);
    assertThat(plate(page, "CPL")).hasText("3 → 0");
    assertThat(register(page, "rcx")).hasClass(CHANGED);
    assertThat(register(page, "rcx")).hasText(Pattern.compile(".*40 ?100D.*"));
    assertThat(register(page, "r11").locator(".v")).hasText(flags);
    assertThat(register(page, "rsp")).not().hasClass(CHANGED);
    assertThat(register(page, "rsp")).hasAttribute("aria-label", rsp);
    assertThat(page.locator("ringside-stage-pane .cap")).containsText("SYSCALL");

    page.keyboard().press("Shift+KeyS");
    isAt(player, BEFORE);
    assertThat(plate(page, "CPL")).hasText("3");
    assertThat(register(page, "rcx")).not().hasText(Pattern.compile(".*40 ?100D.*"));
  }

  @Test
  void linkOpensTheSameMomentInANewPage() {
    var first = open(visitor("en"), S03 + "#t=33");
    isAt(player(first), 33);
    var base = first.locator("ringside-player").evaluate("player => player.permalinkBase");
    var second = open(visitor("ko"), base + "#t=33");
    var player = player(second);
    isAt(player, 33);
    assertThat(register(second, "rcx"))
        .hasText(first.locator("ringside-registers [data-slot=rcx]").textContent().strip());
  }

  @Test
  void languageTurnsInPlaceAndKeepsTheTick() {
    var page = open(visitor("en"), S03 + "#t=36");
    var player = player(page);
    isAt(player, 36);
    page.locator("ringside-topbar button[lang=ko]").click();
    assertThat(player).hasAttribute("lang", "ko");
    assertThat(page.locator("html")).hasAttribute("lang", "ko");
    isAt(player, 36);
    hasTitle(page, "빠른 시스템 콜");
    page.reload();
    assertThat(player(page)).hasAttribute("lang", "ko");
  }

  @Test
  void progressIsThereAfterAReturn() {
    var page = open(visitor("en"), S03 + "#t=36");
    isAt(player(page), 36);
    page.waitForResponse(
        answer -> answer.url().contains("/api/progress/") && answer.ok(),
        () -> page.keyboard().press("Shift+KeyS"));
    open(page, "/");
    assertThat(page.locator(".onward h2")).containsText("S03");
    page.locator(".onward .go").click();
    isAt(player(page), 35);
  }

  @Test
  void changedRegisterForksTheRunAndLeadsBack() {
    var page = open(visitor("en"), S03 + "#t=34");
    var player = player(page);
    isAt(player, 34);
    register(page, "r12").focus();
    page.keyboard().press("Enter");
    page.locator("ringside-registers input.edit").fill("9");
    page.keyboard().press("Enter");
    assertThat(page.locator(".banner")).containsText("R12");
    assertThat(register(page, "r12")).hasText(Pattern.compile(".*9.*"));
    page.locator(".banner button").click();
    assertThat(page.locator(".banner")).hasCount(0);
    isAt(player, 34);
  }

  @Test
  void aGuestsExtendedPageTablesAreListed() {
    var page = open(visitor("en"), "/learn/hardware/nested-paging#t=5500");
    isAt(player(page), 5500);
    page.locator("ringside-inspector")
        .getByRole(AriaRole.TAB, new Locator.GetByRoleOptions().setName("Walk"))
        .click();
    var rows =
        page.locator("ringside-walk table")
            .filter(new Locator.FilterOptions().setHasText("EPT maps"))
            .locator("tbody tr");
    assertThat(rows).hasCount(5);
    assertThat(rows.nth(0)).hasText(Pattern.compile("0{8}–0002FFFF\\s*00400000\\s*RWX\\s*4 KiB"));
    assertThat(rows.nth(1)).hasText(Pattern.compile("00030000–00030FFF\\s*00430000\\s*R--.*"));
    assertThat(rows.nth(3)).hasText(Pattern.compile("00040000–00040FFF\\s*00440000\\s*-WX.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#t=banana", "#t=999999", "#t=-1", "#t=%00", "#t=34.99"})
  void garbageInALinkIsNoTrap(String hash) {
    var page = open(visitor("en"), S03 + hash);
    assertThat(player(page)).hasAttribute("data-tick", Pattern.compile("\\d+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void isAccessible(String language) {
    var page = open(visitor(language), S03 + "#t=33");
    player(page);
    isAccessible(page);
  }

  private static void toTheSyscall(Page page, Locator player) {
    page.keyboard().press("KeyM");
    isAt(player, 30);
    page.keyboard().press("KeyS");
    isAt(player, 31);
    page.keyboard().press("KeyS");
    isAt(player, BEFORE);
  }

  /** Commits the third option of the open question, as the keyboard does. */
  private static void answer(Page page) {
    page.locator("ringside-lesson .slip.open input").nth(2).check();
    page.keyboard().press("KeyS");
  }

  private static Locator register(Page page, String name) {
    return page.locator("ringside-registers [data-slot=" + name + "]");
  }

  private static String value(Page page, String name) {
    return register(page, name).locator(".v").textContent().strip();
  }

  private static Locator plate(Page page, String name) {
    return page.locator("ringside-registers .cell")
        .filter(new Locator.FilterOptions().setHasText(name))
        .locator("b");
  }
}
