package ringside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.course.reference.AuthorsGuide;

/** Follows the author's guide to the letter, in both languages. */
class AuthorsGuideTest {
  private static final String FOLDER = "scenarios/first-scenario";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void whoFollowsItHasAScenarioThatPasses(String language) throws IOException {
    Locale locale = Locale.forLanguageTag(language);
    AuthorsGuide guide = AuthorsGuide.read(Path.of("lessons"));
    Path scenario = folder.resolve("first-scenario");
    for (var file : guide.files(locale).entrySet()) {
      Path path = scenario.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }

    assertThat(guide.commands(locale))
        .hasSizeGreaterThan(3)
        .allSatisfy(command -> {
          assertThat(command).startsWith("./ringside ").contains(FOLDER);
          assertThat(type(command, scenario)).as(command).isZero();
        });
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ko"})
  void theMistakeThatItSuggestsIsCaughtThreeTimes(String language) throws IOException {
    whoFollowsItHasAScenarioThatPasses(language);
    Path source = folder.resolve("first-scenario/src/sum.asm");
    Files.writeString(source, Files.readString(source).replace("ecx, 10", "ecx, 9"));

    assertThat(type("./ringside check --lang en " + FOLDER, folder.resolve("first-scenario")))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("sends-seven", "adds-ten-times", "recording.lock");
  }

  private int type(String command, Path scenario) {
    err.reset();
    String[] arguments =
        command.substring("./ringside ".length()).replace(FOLDER, scenario.toString()).split(" ");
    return Ringside.execute(
        new Streams(new ByteArrayInputStream(new byte[0]), out, err), arguments);
  }
}
