package ringside.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake of {@code mistakes.txt} is found, at its place, and nothing else is. */
class MistakesTest {
  private record Change(String file, String before, String after) {}

  private record Case(String name, List<Change> changes, List<String> expected) {}

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> mistakes() throws IOException {
    return cases().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private void check(Case mistake) throws IOException {
    Path folder = Scenarios.copy("hello", temporary.resolve(mistake.name().replace(' ', '-')));
    for (Change change : mistake.changes()) {
      Path file = folder.resolve(change.file());
      String text = Files.readString(file);
      assertThat(text).contains(change.before());
      Files.writeString(file, text.replace(change.before(), change.after()));
    }
    Diagnostics diagnostics = new Diagnostics();
    ScenarioLoader.load(folder, diagnostics);
    assertThat(diagnostics.list().stream().map(d -> d.code().id() + " " + d.location()))
        .containsExactlyInAnyOrderElementsOf(mistake.expected());
    for (Diagnostic d : diagnostics.list()) {
      assertThat(d.line(Locale.ENGLISH)).doesNotContainPattern("\\{\\w+}");
      assertThat(d.line(Locale.KOREAN)).doesNotContainPattern("\\{\\w+}");
    }
  }

  private static Stream<Case> cases() throws IOException {
    String text;
    try (var in = MistakesTest.class.getResourceAsStream("mistakes.txt")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Stream.of(text.split("(?m)^## ")).skip(1).map(MistakesTest::parse);
  }

  private static Case parse(String block) {
    List<String> lines = block.lines().toList();
    List<Change> changes = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    String file = "";
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("file ")) {
        file = line.substring(5);
      } else if (line.startsWith("= ")) {
        expected.add(line.substring(2));
      } else if (line.startsWith("<")) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        while (lines.get(i).startsWith("<")) {
          before.add(lines.get(i++).replaceFirst("^< ?", ""));
        }
        while (i < lines.size() && lines.get(i).startsWith(">")) {
          after.add(lines.get(i++).replaceFirst("^> ?", ""));
        }
        i--;
        changes.add(new Change(file, String.join("\n", before), String.join("\n", after)));
      }
    }
    return new Case(lines.getFirst(), changes, expected);
  }
}
