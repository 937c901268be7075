package ringside.web.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ringside.course.lesson.Lesson;
import ringside.course.lesson.Lesson.Block;
import ringside.course.lesson.LessonReader;
import ringside.lab.scenario.Diagnostics;
import ringside.lab.scenario.ScenarioFolder;

/**
 * The lessons of a folder, in teaching order. One with mistakes is left out and named in the log.
 *
 * @param all by their {@code order}
 */
public record Lessons(List<Lesson> all) {
  private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);

  /** Reads every folder of {@code lessons} that holds a lesson. */
  public static Lessons read(Path lessons) throws IOException {
    try (var folders = Files.list(lessons)) {
      return new Lessons(
          folders
              .filter(folder -> Files.exists(folder.resolve(LessonReader.FILE)))
              .flatMap(folder -> lesson(folder).stream())
              .sorted(Comparator.comparing(Lesson::order))
              .toList());
    }
  }

  private static Optional<Lesson> lesson(Path folder) {
    var diagnostics = new Diagnostics();
    var lesson = LessonReader.read(new ScenarioFolder(folder), diagnostics);
    if (lesson.isEmpty()) {
      LOG.error(
          "The lesson {} is left out:{}",
          folder.getFileName(),
          diagnostics.list().stream()
              .map(d -> "\n  " + d.line(Locale.ENGLISH))
              .collect(Collectors.joining()));
    }
    return lesson;
  }

  /** The lessons of a part of the course, in teaching order. */
  public List<Lesson> of(String part) {
    return all.stream().filter(lesson -> lesson.course().equals(part)).toList();
  }

  /** The lesson that an address names: by its own name, or as the first of a part of the course. */
  public Optional<Lesson> named(String name) {
    return all.stream()
        .filter(lesson -> name(lesson).equals(name))
        .findFirst()
        .or(() -> of(name).stream().findFirst());
  }

  /** The lesson that has its readers run a scenario. */
  public Optional<Lesson> running(String scenario) {
    return all.stream()
        .filter(lesson ->
            lesson.texts().values().stream()
                .flatMap(text -> text.blocks().stream())
                .anyMatch(placed ->
                    placed.block() instanceof Block.RunScenario run
                        && run.scenario().slug().equals(scenario)))
        .findFirst();
  }

  /** The lesson that is taught {@code steps} after another; a negative number goes back. */
  public Optional<Lesson> beside(Lesson lesson, int steps) {
    int index = all.indexOf(lesson) + steps;
    return index < 0 || index >= all.size() ? Optional.empty() : Optional.of(all.get(index));
  }

  /** The name of a lesson in addresses: its folder's without the number. */
  public static String name(Lesson lesson) {
    return lesson.slug().replaceFirst("^\\d+-", "");
  }
}
