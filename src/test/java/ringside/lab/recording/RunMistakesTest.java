package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import ringside.lab.scenario.Diagnostic;
import ringside.lab.scenario.LoadedScenario;
import ringside.lab.scenario.MistakeCases;
import ringside.lab.scenario.MistakeCases.Case;
import ringside.lab.scenario.Scenarios;

/** What only a run can show: checks that fail, steps that never come, loops that never end. */
class RunMistakesTest {
  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> mistakes() throws IOException {
    return MistakeCases.of(RunMistakesTest.class, "run-mistakes.txt")
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private void check(Case mistake) throws IOException {
    LoadedScenario scenario = Recordings.load(mistake.write(temporary));
    List<Diagnostic> found =
        ScenarioCheck.check(scenario, false).getFirst().diagnostics().stream()
            .filter(d -> !d.id().equals("lock-missing"))
            .toList();
    assertThat(found.stream().map(d -> d.id() + " " + d.location()))
        .as(found.stream().map(d -> d.line(Locale.ENGLISH)).toList().toString())
        .containsExactlyInAnyOrderElementsOf(mistake.expected());
  }

  @Test
  void anEndlessLoopSaysWhereAndKeepsWhatWasRecorded() throws IOException {
    Case loop =
        MistakeCases.of(RunMistakesTest.class, "run-mistakes.txt")
            .filter(c -> c.name().equals("an endless loop"))
            .findFirst()
            .orElseThrow();
    Recording recording = Recorder.record(Recordings.load(loop.write(temporary)).runs().getFirst());
    assertThat(recording.ticks()).isEqualTo(1000);
    assertThat(recording.end().loop().getFirst())
        .isEqualTo("hello.again+0x3 (src/hello.asm:10), 995 of the last 1000 ticks");
    assertThat(recording.cursor(1000).console()).isEqualTo("hi");
  }

  @Test
  void theLockTellsWhenARunChanged() throws IOException {
    Path folder = Scenarios.copy("hello", temporary.resolve("locked"));
    ScenarioCheck.check(Recordings.load(folder), true);
    assertThat(ScenarioCheck.check(Recordings.load(folder), false).getFirst().diagnostics())
        .isEmpty();
    Path source = folder.resolve("src/hello.asm");
    Files.writeString(source, Files.readString(source) + "\n; a comment changes no byte\n");
    assertThat(ScenarioCheck.check(Recordings.load(folder), false).getFirst().diagnostics())
        .isEmpty();
    Files.writeString(source, Files.readString(source).replace("cli", "nop\n cli"));
    assertThat(ScenarioCheck.check(Recordings.load(folder), false).getFirst().diagnostics())
        .singleElement()
        .satisfies(d -> {
          assertThat(d.id()).isEqualTo("lock-drift");
          assertThat(d.arguments()).containsEntry("what", "hash");
        });
  }
}
