package ringside.lab.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.trace.TraceEvent.PageWalk;
import ringside.lab.recording.Cursor;
import ringside.lab.recording.Recording;
import ringside.lab.recording.Recordings;
import ringside.lab.recording.RunEvent;
import ringside.lab.scenario.BuiltScenario;

/** The view's page walks are those of the emulator, which was written apart from it. */
class PageTablesTest {
  static Stream<BuiltScenario> runs() {
    return Stream.concat(
        Recordings.scenario("user-and-kernel-mode").runs().stream(),
        Recordings.scenario("fast-system-calls").runs().stream());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyWalkOfTheProcessorIsSeenAlike(BuiltScenario scenario) {
    Recording recording = ringside.lab.recording.Recorder.record(scenario);
    int walks = 0;
    for (RunEvent event : recording.events()) {
      if (event.source() instanceof PageWalk walk) {
        Cursor after = recording.cursor(event.tick() + 1);
        PageTables.Walk seen = after.pageTables().walk(walk.linear(), after.memory());
        assertThat(seen.physical())
            .isEqualTo(walk.physical() == -1 ? seen.physical() : OptionalLong.of(walk.physical()));
        assertThat(seen.entries().stream().map(PageTables.Entry::address))
            .as(event.text())
            .startsWith(
                walk.references().stream().map(PageWalk.Reference::address).toArray(Long[]::new));
        walks++;
      }
    }
    assertThat(walks).isPositive();
  }

  /** Memory with these 32-bit words; the rest is zero. */
  private static PhysicalView words(long... addressesAndWords) {
    return physical -> {
      for (int i = 0; i < addressesAndWords.length; i += 2) {
        long offset = physical - addressesAndWords[i];
        if (offset >= 0 && offset < 4) {
          return (int) (addressesAndWords[i + 1] >>> 8 * offset) & 0xFF;
        }
      }
      return 0;
    };
  }

  @ParameterizedTest
  @CsvSource({
    // SDM, "32-Bit Paging": linear, PDE, PTE, CR4.PSE, physical or empty
    "0x00401ABC, 0x5001, 0x7003, false, 0x7ABC",
    "0x00401ABC, 0x5000, 0x7003, false,",
    "0x00401ABC, 0x5001, 0x7002, false,",
    "0x00401ABC, 0x00800083, 0, true, 0x00801ABC",
    "0x00401ABC, 0x00802083, 0, true, 0x100801ABC",
  })
  void bits32(long linear, long pde, long pte, boolean pse, Long physical) {
    PhysicalView memory = words(0x1000 + 4, pde, 0x5000 + 4, pte);
    PageTables tables = new PageTables(1L << 31 | 1, 0x1000, pse ? 1 << 4 : 0, 0);
    PageTables.Walk walk = tables.walk(linear, memory);
    assertThat(walk.physical())
        .isEqualTo(physical == null ? OptionalLong.empty() : OptionalLong.of(physical));
  }

  @Test
  void withoutPagingAddressesArePhysical() {
    PageTables.Walk walk = new PageTables(1, 0x1000, 0, 0).walk(0x1234, words());
    assertThat(walk.physical()).hasValue(0x1234);
    assertThat(walk.entries()).isEqualTo(List.of());
  }
}
