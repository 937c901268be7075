package ringside.course.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.course.lesson.Lesson.Block;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.ScenarioFolder;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each item of the lecture notes is taught where {@code lessons/notes-map.yaml} says. */
class NotesMapTest {
  private static final Path LESSONS = Path.of("lessons");

  /** The corrections whose scenarios the lessons so far have; see the domain reference. */
  private static final Set<String> CORRECTIONS =
      Set.of(
          "C1", "C3", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13", "C17", "C18", "C19",
          "C21");

  record NotesMap(int version, List<Item> items) {}

  record Item(
      String item,
      String lesson,
      Map<String, String> section,
      List<String> scenarios,
      @Nullable List<String> corrections) {
    @Override
    public String toString() {
      return item;
    }
  }

  static List<Item> items() {
    return new YAMLMapper()
        .readValue(LESSONS.resolve("notes-map.yaml").toFile(), NotesMap.class)
        .items();
  }

  @ParameterizedTest
  @MethodSource("items")
  void theTargetExists(Item item) throws IOException {
    Path folder = LESSONS.resolve(item.lesson());
    Lesson lesson = LessonReader.read(new ScenarioFolder(folder), new Diagnostics()).orElseThrow();
    assertThat(item.section()).containsOnlyKeys("en", "ko");
    for (var section : item.section().entrySet()) {
      String lang = section.getKey();
      assertThat(Files.readAllLines(folder.resolve("index." + lang + ".md")))
          .containsOnlyOnce("## " + section.getValue());
      assertThat(shown(lesson, lang)).containsAll(item.scenarios());
    }
  }

  @Test
  void everyCorrectionIsTaughtSomewhere() {
    Set<String> taught = new HashSet<>();
    for (Item item : items()) {
      if (item.corrections() != null) {
        taught.addAll(item.corrections());
      }
    }
    assertThat(taught).containsAll(CORRECTIONS);
  }

  /** Slugs of the scenarios that a lesson runs. */
  private static Set<String> shown(Lesson lesson, String lang) {
    Set<String> slugs = new HashSet<>();
    for (Lesson.Placed placed : lesson.texts().get(lang).blocks()) {
      if (placed.block() instanceof Block.RunScenario run) {
        slugs.add(run.scenario().slug());
      }
    }
    return slugs;
  }
}
