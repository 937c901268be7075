package ringside.emulator.vmx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs small guests under a small hypervisor, which prints how each exits. A case is a few lines of
 * a file {@code .asm}; the file {@code .txt} beside it is what Bochs 2.7 (corei7_skylake_x) prints
 * for the same bytes behind {@code boot.asm}. A line marked {@code # SDM} is by the manual, where
 * Bochs lacks the feature or makes no such check.
 */
class GuestCasesTest {
  /**
   * What makes a guest exit, what a VM entry refuses, and the list of bugs that make a scenario
   * lie.
   */
  static final List<String> FILES =
      List.of(
          "exits",
          "entry-checks",
          "guest-checks",
          "events",
          "memory",
          "modes",
          "apic",
          "lies",
          "corners",
          "tasks");

  @TestFactory
  Stream<DynamicNode> guestsExitAsExpected() {
    return FILES.stream().map(file -> DynamicContainer.dynamicContainer(file, cases(file, false)));
  }

  /** What a learner does: one step at a time, where no block is compiled. */
  @TestFactory
  Stream<DynamicNode> guestsExitAlikeOneStepAtATime() {
    return FILES.stream()
        .filter(file -> !file.equals("entry-checks"))
        .map(file -> DynamicContainer.dynamicContainer(file, cases(file, true)));
  }

  @TestFactory
  Stream<DynamicNode> guestsOfAMachineWithALocalApicExitAsExpected() {
    return Stream.of(false, true)
        .flatMap(steps -> cases("local-apic", VmxGuest.onPc("local-apic.asm"), steps));
  }

  private static Stream<DynamicNode> cases(String file, boolean steps) {
    return cases(file, VmxGuest.of(file + ".asm"), steps);
  }

  private static Stream<DynamicNode> cases(String file, VmxGuest guest, boolean steps) {
    List<String> expected = expected(file);
    List<String> actual = (steps ? guest.step() : guest.run()).output().lines().toList();
    Stream<DynamicNode> tests =
        IntStream.range(0, expected.size())
            .mapToObj(i ->
                DynamicTest.dynamicTest(
                    expected.get(i),
                    () -> assertEquals(expected.get(i), i < actual.size() ? actual.get(i) : "")));
    DynamicTest count =
        DynamicTest.dynamicTest("every case", () -> assertEquals(expected.size(), actual.size()));
    return Stream.concat(tests, Stream.of(count));
  }

  /** The lines of a file {@code .txt}. */
  static List<String> expected(String file) {
    return VmxGuest.text(file + ".txt").replace(" # SDM", "").lines().toList();
  }
}
