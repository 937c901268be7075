package ringside.web.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes the pictures of {@code screenshots/} again: {@code ./ringside screenshots}. */
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
class ScreenshotsIT extends BrowserTest {
  /** The moment after the first event of a kind; the last words are kinds of kinds. */
  private static final String FIRST =
      """
      (player, kind) => {
        const events = player.session.run.recording.events;
        const is = {
          WALK: e => e.kind === 'WALK' && e.fields.guestPhysical === undefined,
          WALK2D: e => e.kind === 'WALK' && e.fields.guestPhysical !== undefined,
          EPT: e => e.kind === 'VMEXIT' && e.fields.name.startsWith('EPT'),
          RING: e => e.kind === 'RING' && e.fields.via === 'SYSCALL',
        }[kind] ?? (e => e.kind === kind);
        if (kind === 'ABSENCE') return events.find(e => e.kind === 'VMENTRY').tick + 12;
        return events.find(is).tick + 1;
      }\
      """;

  private static final Path FOLDER = Path.of(System.getProperty("app.screenshots", "target"));

  /** The viewport, or the page to its end; any other word is the tab of the state to be shown. */
  private static final List<String> PLAIN = List.of("page", "whole");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "home-light, /, en, 1440, 925, LIGHT, page",
    "home-dark, /, ko, 1440, 925, DARK, page",
    "home-phone, /, ko, 390, 844, LIGHT, page",
    "course-light, /learn, en, 1440, 900, LIGHT, whole",
    "course-dark, /learn, ko, 1440, 900, DARK, whole",
    "lesson-1-light, /learn/user-and-kernel-mode, en, 1440, 900, LIGHT, page",
    "lesson-2-dark, /learn/why-x86-refused, ko, 1440, 900, DARK, page",
    "lesson-3-light, /learn/hypercalls, ko, 1440, 900, LIGHT, page",
    "lesson-4-dark, /learn/dom0, en, 1440, 900, DARK, page",
    "lesson-5-light, /learn/hardware-virtualization, en, 1440, 900, LIGHT, page",
    "player-s03-light, /learn/machine/fast-system-calls#t=33, en, 1440, 900, LIGHT, page",
    "player-s03-dark, /learn/machine/fast-system-calls#t=33, ko, 1440, 900, DARK, page",
    "player-s02-ko, /learn/machine/user-and-kernel-mode#t=18, ko, 1440, 900, LIGHT, page",
    "player-s16-xen-ko, /learn/paravirtualization/split-driver#t=12204, ko, 1440, 900, LIGHT, Xen",
    "player-s16-counts-dark, /learn/paravirtualization/split-driver#t=12204, en, 1440, 900, DARK, Counts",
    "player-s20-walk, /learn/hardware/nested-paging#t=5500, en, 1440, 900, LIGHT, Walk",
    "player-s17-vmcs-dark, /learn/hardware/first-vm#t=375, ko, 1440, 900, DARK, VMCS",
    "player-s22-vmcb-light, /learn/hardware/amd-v#t=119, en, 1440, 900, LIGHT, VMCB",
    "player-tablet, /learn/machine/fast-system-calls#t=33, en, 1024, 768, DARK, page",
    "player-phone, /learn/machine/fast-system-calls#t=33, ko, 390, 844, LIGHT, page",
    "glossary-dark, /glossary, ko, 1440, 900, DARK, page",
    "instructions-light, /instructions/popf, en, 1440, 900, LIGHT, page",
    "guide-ko, /guide, ko, 1440, 900, LIGHT, page",
    "lost, /s/fast-system-calls@00000000, en, 1440, 900, LIGHT, page",
  })
  void take(
      String name,
      String address,
      String language,
      int width,
      int height,
      ColorScheme scheme,
      String what) {
    var page = visitor(language, width, height, scheme);
    // pictures show stills, not how far an animation happened to be
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    open(page, address);
    if (address.contains("#t=")) {
      player(page);
    } else {
      assertThat(page.locator("main h1")).isVisible();
    }
    if (page.locator("ringside-live-run").count() > 0) {
      assertThat(page.locator("ringside-live-run [data-tick]").first()).isVisible();
    }
    if (!PLAIN.contains(what)) {
      page.locator("ringside-inspector")
          .getByRole(AriaRole.TAB)
          .filter(new Locator.FilterOptions().setHasText(what))
          .click();
      assertThat(page.locator("ringside-inspector .body")).not().containsText("…");
    }
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(what.equals("whole"))
            .setPath(FOLDER.resolve(name + ".png")));
  }

  /** The stage right after the first event of a kind: light in English, dark in Korean. */
  // spotless:off
  @ParameterizedTest(name = "stage-{0}")
  @CsvSource({
      "syscall,         machine/fast-system-calls,                  RING,     2",
      "sysret,          machine/fast-system-calls,                  SYSRET,   3",
      "interrupt,       machine/user-and-kernel-mode,               INT,      3",
      "exception,       machine/user-and-kernel-mode,               EXC,      3",
      "iret,            machine/user-and-kernel-mode,               IRET,     3",
      "msr,             machine/fast-system-calls,                  MSR,      2",
      "port,            machine/bare-metal,                         PIO,      2",
      "page-walk,       machine/fast-system-calls,                  WALK,     4",
      "halt,            machine/bare-metal,                         HLT,      1",
      "hypercall,       paravirtualization/hypercalls,              HCALL,    3",
      "hypercall-reply, paravirtualization/hypercalls,              HRET,     1",
      "event-channel,   paravirtualization/split-driver,            EVTCHN,   2",
      "upcall,          paravirtualization/split-driver,            UPCALL,   1",
      "grant,           paravirtualization/split-driver,            GNTMAP,   2",
      "ring-put,        paravirtualization/split-driver,            RING_PUT, 2",
      "ring-get,        paravirtualization/split-driver,            RING_GET, 1",
      "domain-switch,   paravirtualization/split-driver,            DOMSW,    3",
      "page-table,      paravirtualization/supervised-page-tables,  PTUPDATE, 2",
      "multicall,       paravirtualization/supervised-page-tables,  LISTED,   1",
      "bounce,          paravirtualization/hypercalls,              BOUNCE,   1",
      "monitor,         refusal/trap-and-emulate,                   VMM,      2",
      "ioreq,           products/mini-xen-hvm,                      IOREQ,    1",
      "vm-exit,         hardware/first-vm,                          VMEXIT,   2",
      "vm-entry,        hardware/first-vm,                          VMENTRY,  2",
      "vmwrite,         hardware/first-vm,                          VMX,      1",
      "absence,         hardware/switches-without-exits,            ABSENCE,  1",
      "nested-walk,     hardware/nested-paging,                     WALK2D,   9",
      "ept-violation,   hardware/nested-paging,                     EPT,      2",
      "injection,       hardware/interrupts-and-time,               INJECT,   3",
      "vmcb-exit,       hardware/amd-v,                             VMEXIT,   2",
      "vmcb-entry,      hardware/amd-v,                             VMENTRY,  2",
  })
  // spotless:on
  void takeTheStage(String name, String scenario, String kind, int phase) {
    var page = visitor("en", 1440, 900, ColorScheme.LIGHT);
    open(page, "/learn/" + scenario);
    var player = player(page);
    var tick = ((Number) player.evaluate(FIRST, kind)).longValue();
    page.evaluate("place => location.hash = place", "#t=" + tick + "." + phase);
    isAt(player, tick);
    photograph(page, name, ColorScheme.LIGHT);
    player.evaluate("player => { player.lang = 'ko' }");
    assertThat(page.locator("ringside-stage-pane .bar h2")).hasText("무대");
    photograph(page, name, ColorScheme.DARK);
  }

  private static void photograph(Page page, String name, ColorScheme scheme) {
    page.emulateMedia(
        new Page.EmulateMediaOptions()
            .setReducedMotion(ReducedMotion.REDUCE)
            .setColorScheme(scheme));
    var file = "stage-" + name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
    page.locator("ringside-stage-pane")
        .screenshot(new Locator.ScreenshotOptions().setPath(FOLDER.resolve(file)));
  }
}
