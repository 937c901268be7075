package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineSnapshot;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Scenarios;
import ringside.lab.scenario.StateNames;

/** A recording leads to exactly the states that the machine has without a recorder. */
class RecordingTest {
  /** Comparing all of memory at every tick would take minutes. */
  private static final int MEMORY_INTERVAL = 13;

  static Stream<BuiltScenario> runs() {
    return Stream.concat(
        Stream.of("bare-metal", "user-and-kernel-mode", "fast-system-calls")
            .flatMap(slug -> Recordings.scenario(slug).runs().stream()),
        Recordings.load(Scenarios.folder("boots")).runs().stream());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void forwardsAndBackwardsLeadToTheStatesOfAnUnwatchedMachine(BuiltScenario scenario) {
    Recording recording = Recorder.record(scenario);
    Machine machine = MachineFactory.build(scenario);
    Cursor forwards = recording.cursor(0);
    Cursor backwards = recording.cursor(recording.ticks());
    long[] state = new long[StateNames.SLOTS.size()];
    for (int tick = 0; tick <= recording.ticks(); tick++) {
      MachineState.read(machine, state);
      assertThat(forwards.state()).as("tick %d", tick).isEqualTo(state);
      if (tick % MEMORY_INTERVAL == 0 || tick == recording.ticks()) {
        sameMemory(forwards, machine.snapshot(), tick);
      }
      machine.step();
      forwards.forward();
    }
    for (int tick = recording.ticks(); tick > 0; tick--) {
      backwards.backward();
      Cursor fresh = recording.cursor(tick - 1);
      assertThat(backwards.state()).as("back to tick %d", tick - 1).isEqualTo(fresh.state());
      assertThat(backwards.console()).isEqualTo(fresh.console());
    }
    sameMemory(backwards, MachineFactory.build(scenario).snapshot(), 0);
  }

  private static void sameMemory(Cursor cursor, MachineSnapshot machine, int tick) {
    long pages = machine.memory().end() / MemoryImage.PAGE;
    for (long number = 0; number < pages; number++) {
      byte[] page = machine.memory().page(number);
      if (page != null) {
        byte[] recorded = cursor.memory().bytes(number * MemoryImage.PAGE, MemoryImage.PAGE);
        if (!Arrays.equals(recorded, page)) {
          assertThat(recorded).as("page %x at tick %d", number, tick).isEqualTo(page);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyRunIsTheSame(BuiltScenario scenario) {
    Recording first = Recorder.record(scenario);
    Recording second = Recorder.record(scenario);
    assertThat(second.divergence(first)).isEmpty();
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(first.diagnostics()).isEmpty();
  }

  @Test
  void withoutProbesTheArchitecturalEventsAreTheSame() {
    BuiltScenario probed = Recordings.scenario("trap-and-emulate").runs().getFirst();
    BuiltScenario bare =
        new BuiltScenario(
            probed.scenario(),
            probed.variant(),
            probed.machine(),
            probed.programs(),
            probed.boot(),
            probed.regions(),
            probed.inputs(),
            probed.labels(),
            probed.entry(),
            probed.stack(),
            probed.until(),
            probed.lanes(),
            List.of(),
            probed.steps(),
            probed.predictions(),
            probed.checks());
    List<String> with =
        Recorder.record(probed).events().stream()
            .filter(RunEvent::architectural)
            .map(e -> e.tick() + " " + e.text())
            .toList();
    List<String> without =
        Recorder.record(bare).events().stream().map(e -> e.tick() + " " + e.text()).toList();
    assertThat(Recorder.record(probed).events()).anyMatch(e -> !e.architectural());
    assertThat(with).isEqualTo(without);
  }
}
