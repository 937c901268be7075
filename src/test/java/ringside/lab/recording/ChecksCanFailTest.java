package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.lab.scenario.BuiltScenario;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The checks of the course's scenarios are worth something: change one instruction, constant or
 * order in a source, and the named check fails. {@code mutations.yaml} lists the changes.
 */
class ChecksCanFailTest {
  private static final Path SCENARIOS = Path.of("scenarios");

  /**
   * A change to a scenario.
   *
   * @param file in the scenario's folder, or {@code lib/} and a file of the shared code
   * @param before what stands there, exactly once
   * @param fails the check that must notice
   */
  record Mutation(
      String scenario, String variant, String file, String before, String after, String fails) {
    @Override
    public String toString() {
      return scenario + " " + variant + " " + file + ": " + fails;
    }
  }

  static List<Mutation> mutations() throws IOException {
    try (InputStream file = ChecksCanFailTest.class.getResourceAsStream("mutations.yaml")) {
      return List.of(new YAMLMapper().readValue(file, Mutation[].class));
    }
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void theCheckNotices(Mutation mutation, @TempDir Path folder) throws IOException {
    copy(SCENARIOS.resolve("lib"), folder.resolve("lib"));
    Path scenario = folder.resolve(mutation.scenario());
    copy(SCENARIOS.resolve(mutation.scenario()), scenario);
    change(
        mutation.file().startsWith("lib/")
            ? folder.resolve(mutation.file())
            : scenario.resolve(mutation.file()),
        mutation);

    BuiltScenario run = Recordings.load(scenario).run(mutation.variant()).orElseThrow();

    assertThat(Recorder.record(run).checks())
        .filteredOn(check -> !check.pass())
        .extracting(ScenarioCheck.CheckResult::id)
        .contains(mutation.fails());
  }

  private static void change(Path file, Mutation mutation) throws IOException {
    String text = Files.readString(file);
    assertThat(text).containsOnlyOnce(mutation.before());
    Files.writeString(file, text.replace(mutation.before(), mutation.after()));
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
    }
  }
}
