package ringside.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake of {@code mistakes.txt} is found, at its place, and nothing else is. */
class MistakesTest {
  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> mistakes() throws IOException {
    return MistakeCases.of(MistakesTest.class, "mistakes.txt")
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private void check(MistakeCases.Case mistake) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    ScenarioLoader.load(mistake.write(temporary), diagnostics);
    assertThat(diagnostics.list().stream().map(d -> d.code().id() + " " + d.location()))
        .containsExactlyInAnyOrderElementsOf(mistake.expected());
    for (Diagnostic d : diagnostics.list()) {
      assertThat(d.line(Locale.ENGLISH)).doesNotContainPattern("\\{\\w+}");
      assertThat(d.line(Locale.KOREAN)).doesNotContainPattern("\\{\\w+}");
    }
  }
}
