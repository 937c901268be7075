package ringside.emulator.vmx;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs small guests under a small hypervisor, which prints how each exits. A case is a few lines of
 * a file {@code .asm}; the file {@code .txt} beside it is what Bochs 2.7 (corei7_skylake_x) prints
 * for the same bytes behind {@code boot.asm}. A line marked {@code # SDM} is by the manual, where
 * Bochs lacks the feature or makes no such check.
 */
class GuestCasesTest {
  @ParameterizedTest(name = "{0}, one step at a time: {1}")
  @CsvSource({
    "exits, false",
    "exits, true",
    "entry-checks, false",
    "events, false",
    "events, true",
    "memory, false",
    "memory, true"
  })
  void guestsExitAsExpected(String file, boolean steps) {
    VmxGuest guest = VmxGuest.of(file + ".asm");
    String output = steps ? guest.step().output() : guest.run().output();
    assertIterableEquals(
        VmxGuest.text(file + ".txt").replace(" # SDM", "").lines().toList(),
        output.lines().toList());
  }
}
