package ringside.lab.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.lab.recording.Cursor;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recorder;
import ringside.lab.recording.Recording;
import ringside.lab.recording.Recordings;
import ringside.lab.recording.RunEvent;
import ringside.lab.recording.wire.WireEdit;
import ringside.lab.scenario.StateNames;
import ringside.lab.session.ForkRequest.Outcome;

/** What happens after an edit is executed, and everything before it is the same. */
class ForksTest {
  private static Recording base;

  @BeforeAll
  static void record() {
    base = Recordings.record("bare-metal", "base");
  }

  private static int tickOf(String text) {
    return base.events().stream()
        .filter(e -> e.text().equals(text))
        .mapToInt(RunEvent::tick)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangedRegisterChangesWhatComesAfter() {
    int out = tickOf("PIO out 0x3F8 'K'");
    Recording fork = Recorder.fork(base, List.of(new Edit.SetRegister(out, "al", 'X')));
    assertThat(fork.cursor(fork.ticks()).console()).isEqualTo("OX\n");
    assertThat(fork.hash()).isNotEqualTo(base.hash());
    assertThat(fork.fork()).hasValueSatisfying(f -> assertThat(f.of()).isEqualTo(base.hash()));
    Cursor edited = fork.cursor(out);
    assertThat(edited.register(StateNames.view("al"))).isEqualTo('X');
    edited.backward();
    assertThat(edited.state()).isEqualTo(base.cursor(out - 1).state());
    assertThat(fork.events().stream().filter(e -> e.tick() < out).map(RunEvent::text))
        .isEqualTo(base.events().stream().filter(e -> e.tick() < out).map(RunEvent::text).toList());
  }

  @Test
  void aChangedByteOfCodeIsExecuted() {
    int halt = tickOf("HLT IF=0");
    long code = base.cursor(halt).rip();
    Recording fork =
        Recorder.fork(
            base, List.of(new Edit.SetMemory(halt, code, new byte[] {(byte) 0x0F, 0x0B})));
    assertThat(fork.events()).anyMatch(e -> e.text().startsWith("EXC #UD"));
    assertThat(fork.events()).noneMatch(e -> e.kind().equals("HLT"));
  }

  @Test
  void anEditOfTheFirstStateIsThereAtTickZero() {
    Recording fork = Recorder.fork(base, List.of(new Edit.SetRegister(0, "r15", 0x77)));
    assertThat(fork.cursor(0).register(StateNames.view("r15"))).isEqualTo(0x77);
    assertThat(fork.cursor(fork.ticks()).console()).isEqualTo("OK\n");
  }

  @Test
  void aForkIsAPureFunctionOfItsEdits() {
    List<Edit> edits = List.of(new Edit.SetRegister(9, "rax", 1), new Edit.Type(12, "q"));
    assertThat(Recorder.fork(base, edits).digest()).isEqualTo(Recorder.fork(base, edits).digest());
  }

  @Test
  void aForkOfAForkKeepsTheEditsBeforeIt() {
    Forks forks = new Forks(4);
    int k = tickOf("PIO out 0x3F8 'K'");
    int newline = tickOf("PIO out 0x3F8 '\\n'");
    Recording first = forks.fork(base, base, List.of(new Edit.SetRegister(k, "al", 'X')));
    Recording second = forks.fork(base, first, List.of(new Edit.SetRegister(newline, "al", '!')));
    assertThat(second.cursor(second.ticks()).console()).isEqualTo("OX!");
    Recording other = forks.fork(base, second, List.of(new Edit.SetRegister(k - 1, "r9", 1)));
    assertThat(other.cursor(other.ticks()).console()).isEqualTo("OK\n");
    assertThat(forks.find(second.hash())).contains(second);
  }

  @Test
  void onlyTheLatestForksAreKept() {
    Forks forks = new Forks(2);
    Recording first = forks.fork(base, base, List.of(new Edit.SetRegister(1, "r9", 1)));
    forks.fork(base, base, List.of(new Edit.SetRegister(1, "r9", 2)));
    forks.fork(base, base, List.of(new Edit.SetRegister(1, "r9", 3)));
    assertThat(forks.find(first.hash())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "register,3,rax,27,,,,",
    "register,3,eax,0xFF,,,,",
    "memory,3,,,100200,90CC,,",
    "console,3,,,,,A,",
    "register,3,rax,zz,,,,value",
    "register,3,cr3,0,,,,register",
    "register,3,,0,,,,register",
    "register,-1,rax,0,,,,tick",
    "register,9999999,rax,0,,,,tick",
    "memory,3,,,fffffffffffffff0,90,,address",
    "memory,3,,,ffffff,9090,,address",
    "memory,3,,,100200,9,,bytes",
    "memory,3,,,100200,,,bytes",
    "console,3,,,,,,text",
    "reboot,3,,,,,,kind",
  })
  void requestsAreChecked(
      String kind,
      int tick,
      @Nullable String name,
      @Nullable String value,
      @Nullable String address,
      @Nullable String bytes,
      @Nullable String text,
      @Nullable String problem) {
    Outcome outcome =
        ForkRequest.check(
            base, List.of(new WireEdit(kind, tick, name, value, address, bytes, text)));
    if (problem == null) {
      assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    } else {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Refused.class, r -> assertThat(r.problem()).isEqualTo(problem));
    }
  }
}
