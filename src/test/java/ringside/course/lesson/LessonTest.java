package ringside.course.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.course.lesson.Lesson.Block;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.Scenario;
import ringside.lab.scenario.ScenarioFolder;
import ringside.lab.scenario.ScenarioReader;

/** Lessons are read into blocks, and their mistakes are found at their place. */
class LessonTest {
  private static final String YAML =
      """
      version: 1
      uuid: 0a1b2c3d-0000-4000-8000-000000000002
      course: machine
      order: 1
      """;

  private static final String TEXT =
      """
      # Hello

      What this is about.

      Some *words* and a [term](/glossary#ring).

      ```scenario
      slug: bare-metal
      ```
      ```predict
      scenario: bare-metal
      prediction: who-sees-out
      ```
      ```asm
      mov eax, 1
      ```
      ```quiz
      id: q
      question: Is `HLT` privileged?
      options:
        - {id: yes-it-is, text: "Yes", correct: true, why: "See the SDM."}
        - {id: no-it-is-not, text: "No"}
      ```
      """;

  @TempDir Path folder;

  private List<String> read(String english, String korean) throws IOException {
    Files.writeString(folder.resolve("lesson.yaml"), YAML);
    Files.writeString(folder.resolve("index.en.md"), english);
    Files.writeString(folder.resolve("index.ko.md"), korean);
    Diagnostics diagnostics = new Diagnostics();
    LessonReader.read(new ScenarioFolder(folder), diagnostics)
        .ifPresent(lesson ->
            new LessonLinter(Set.of("bare-metal"), LessonTest::scenario, diagnostics).lint(lesson));
    return diagnostics.list().stream().map(d -> d.code().id() + " " + d.location()).toList();
  }

  private static Optional<Scenario> scenario(String slug) {
    return ScenarioReader.read(new ScenarioFolder(Path.of("scenarios", slug)), new Diagnostics());
  }

  @Test
  void blocksInOrder() throws IOException {
    assertThat(read(TEXT, TEXT)).isEmpty();
    Lesson lesson = LessonReader.read(new ScenarioFolder(folder), new Diagnostics()).orElseThrow();
    Lesson.Text text = lesson.texts().get("ko");
    assertThat(text.title()).isEqualTo("Hello");
    assertThat(text.objective()).isEqualTo("What this is about.");
    assertThat(text.blocks().stream().map(b -> b.block().getClass().getSimpleName()))
        .containsExactly("Html", "RunScenario", "Predict", "Html", "Quiz");
    assertThat(((Block.Html) text.blocks().getFirst().block()).html())
        .isEqualTo(
            "<p>Some <em>words</em> and a <a rel=\"nofollow\" href=\"/glossary#ring\">term</a>.</p>");
    Block.Quiz quiz = (Block.Quiz) text.blocks().getLast().block();
    assertThat(quiz.question()).isEqualTo("Is <code>HLT</code> privileged?");
    assertThat(quiz.answer().id()).isEqualTo("yes-it-is");
  }

  @ParameterizedTest
  @CsvSource({
    "slug: bare-metal,slug: bare-metl,unknown-name index.en.md:7:1",
    "prediction: who,prediction: hwo,unknown-name index.en.md:10:1",
    "```predict,```predicts,lesson-unknown-directive index.en.md:10:1",
    "'text: \"No\"','txt: \"No\"',unknown-key index.en.md:22:24",
    "correct: true,correct: false,quiz-answer index.en.md:17:1",
    "'id: q','id: [q]',wrong-type index.en.md:18:5",
    "'question: Is','question: {Is',yaml-syntax index.en.md:20:8",
    "# Hello,Hello,text-no-title index.en.md:1:1",
  })
  void mistakes(String right, String wrong, String expected) throws IOException {
    assertThat(TEXT).contains(right);
    assertThat(read(TEXT.replace(right, wrong), TEXT)).contains(expected);
  }

  @Test
  void languagesMustAgree() throws IOException {
    assertThat(read(TEXT, TEXT.replace("id: q\n", "id: r\n")))
        .containsExactly("lesson-differs index.ko.md");
  }

  @Test
  void aLessonAsksAndRuns() throws IOException {
    assertThat(read("# A\n\nb\n\nc\n", "# A\n\nb\n\nc\n"))
        .containsExactlyInAnyOrder(
            "lesson-no-prediction index.en.md",
            "lesson-no-scenario index.en.md",
            "lesson-no-prediction index.ko.md",
            "lesson-no-scenario index.ko.md");
  }

  @Test
  void theLessonsOfTheRepositoryAreRight() throws IOException {
    try (var lessons = Files.list(Path.of("lessons"))) {
      List<Path> folders =
          lessons.filter(folder -> Files.exists(folder.resolve("index.en.md"))).sorted().toList();
      assertThat(folders).hasSizeGreaterThanOrEqualTo(5);
      for (Path lesson : folders) {
        Diagnostics diagnostics = new Diagnostics();
        LessonReader.read(new ScenarioFolder(lesson), diagnostics);
        assertThat(diagnostics.list()).as(lesson.toString()).isEmpty();
      }
    }
  }
}
