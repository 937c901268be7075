package ringside.lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.lab.recording.Recording;
import ringside.lab.recording.Recordings;
import ringside.lab.recording.RunEvent;
import ringside.lab.scenario.BuiltScenario;

/** Searches find what a plain look at the whole recording finds. */
class DebuggerTest {
  private static Recording recording;
  private static Debugger debugger;

  @BeforeAll
  static void record() {
    recording = Recordings.record("user-and-kernel-mode", "base");
    debugger = new Debugger(recording);
  }

  @ParameterizedTest
  @EnumSource(Landmark.class)
  void landmarksForwardsAndBackwards(Landmark landmark) {
    List<Integer> ticks =
        recording.events().stream()
            .filter(e -> landmark.kinds().contains(e.kind()))
            .map(RunEvent::tick)
            .distinct()
            .toList();
    StopAt place = new StopAt.Event(landmark);
    int tick = -1;
    for (int expected : ticks) {
      tick = debugger.next(tick, place).orElseThrow();
      assertThat(tick).isEqualTo(expected);
    }
    assertThat(debugger.next(tick, place)).isEmpty();
    tick = recording.ticks();
    for (int expected : ticks.reversed()) {
      tick = debugger.previous(tick, place).orElseThrow();
      assertThat(tick).isEqualTo(expected);
    }
    assertThat(debugger.previous(tick, place)).isEmpty();
    assertThat(Landmark.of(landmark.word())).contains(landmark);
  }

  @Test
  void aBreakpointStopsBeforeItsInstruction() {
    BuiltScenario scenario = recording.scenario();
    long entry = scenario.labels().get("kernel.system_call");
    int tick = debugger.next(0, new StopAt.Address(entry)).orElseThrow();
    assertThat(recording.cursor(tick).rip()).isEqualTo(entry);
    assertThat(debugger.previous(tick + 1, new StopAt.Address(entry)))
        .isEqualTo(OptionalInt.of(tick));
    assertThat(debugger.next(0, new StopAt.Address(0xDEAD))).isEmpty();
  }

  @Test
  void aWatchFindsTheStoresOfTheProcessor() {
    long top = recording.scenario().labels().get("kernel_stack.end");
    int tick = debugger.next(0, new StopAt.Watch(top - 4, 4, true, false)).orElseThrow();
    assertThat(recording.cursor(tick).memory().bytes(top - 4, 4))
        .isNotEqualTo(recording.cursor(tick + 1).memory().bytes(top - 4, 4));
    assertThat(debugger.next(tick, new StopAt.Watch(top - 4, 4, false, true))).isPresent();
  }

  @Test
  void aConditionIsFoundWhereItBegins() {
    BuiltScenario scenario = recording.scenario();
    StopAt user = new StopAt.Condition(scenario.lanes().getFirst().when());
    int first = debugger.next(0, user).orElseThrow();
    assertThat(recording.lane(first)).isEqualTo("user");
    assertThat(recording.lane(first - 1)).isEqualTo("kernel");
    int second = debugger.next(first, user).orElseThrow();
    assertThat(second).isGreaterThan(first + 1);
    assertThat(debugger.previous(second, user)).isEqualTo(OptionalInt.of(first));
  }
}
