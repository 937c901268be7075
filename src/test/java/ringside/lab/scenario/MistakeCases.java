package ringside.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Changes to the scenario {@code hello}, and the diagnostics that each must lead to. */
public final class MistakeCases {
  private record Change(String file, String before, String after) {}

  /** One case of a file; {@code expected} are codes and places. */
  public record Case(String name, List<Change> changes, List<String> expected) {
    /** A copy of the scenario with the changes. */
    public Path write(Path temporary) throws IOException {
      Path folder = Scenarios.copy("hello", temporary.resolve(name.replace(' ', '-')));
      for (Change change : changes) {
        Path file = folder.resolve(change.file());
        String text = Files.readString(file);
        assertThat(text).contains(change.before());
        Files.writeString(file, text.replace(change.before(), change.after()));
      }
      return folder;
    }
  }

  private MistakeCases() {}

  /** The cases of a file beside {@code owner}. */
  public static Stream<Case> of(Class<?> owner, String file) throws IOException {
    String text;
    try (var in = owner.getResourceAsStream(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Stream.of(text.split("(?m)^## ")).skip(1).map(MistakeCases::parse);
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
