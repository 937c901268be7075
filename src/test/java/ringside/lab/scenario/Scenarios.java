package ringside.lab.scenario;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies of the small scenarios in the test resources, to change and break. */
public final class Scenarios {
  private Scenarios() {}

  /** Copies a scenario's folder; answers the copy. */
  public static Path copy(String name, Path target) throws IOException {
    Path source = folder(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return target;
  }

  /** The folder of a scenario of the test resources; not to be written. */
  public static Path folder(String name) {
    try {
      return Path.of(Scenarios.class.getResource(name + "/scenario.yaml").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
