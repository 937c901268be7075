package ringside.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ringside.course.lesson.LessonReader;
import ringside.lab.scenario.ScenarioReader;

/** The scenarios and lessons below the paths that an author named. */
record AuthorFolders(List<Path> scenarios, List<Path> lessons) {

  /** A path is a scenario, a lesson, or a folder of such. */
  static AuthorFolders find(List<Path> paths) {
    AuthorFolders found = new AuthorFolders(new ArrayList<>(), new ArrayList<>());
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        throw CommandFailure.author(path + " is not a folder");
      }
      if (!found.take(path)) {
        children(path).forEach(found::take);
      }
    }
    if (found.scenarios.isEmpty() && found.lessons.isEmpty()) {
      throw CommandFailure.author(
          "there is no scenario.yaml and no lesson.yaml in " + paths + " or one folder below");
    }
    return found;
  }

  private boolean take(Path folder) {
    if (Files.isRegularFile(folder.resolve(ScenarioReader.FILE))) {
      scenarios.add(folder);
    } else if (Files.isRegularFile(folder.resolve(LessonReader.FILE))) {
      lessons.add(folder);
    } else {
      return false;
    }
    return true;
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw CommandFailure.author(folder + " cannot be read: " + e.getMessage());
    }
  }
}
