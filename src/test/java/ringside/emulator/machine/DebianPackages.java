package ringside.emulator.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Files of Debian packages, which apt downloads and dpkg unpacks below {@code target}. Where that
 * cannot be done, the test that needs them is skipped and says why.
 */
final class DebianPackages {
  private static final Path FOLDER = Path.of("target/packages").toAbsolutePath();

  private DebianPackages() {}

  /** The files of a package whose path begins with {@code prefix}, in order. */
  static List<Path> files(String name, String prefix) throws IOException, InterruptedException {
    Path unpacked = FOLDER.resolve(name);
    if (!Files.isDirectory(unpacked)) {
      Path archives = Files.createDirectories(FOLDER.resolve(name + ".deb"));
      run(archives, "apt-get", "download", newest(name));
      try (Stream<Path> found = Files.list(archives)) {
        for (Path each : found.filter(f -> f.toString().endsWith(".deb")).toList()) {
          run(archives, "dpkg-deb", "-x", each.toString(), unpacked.toString());
        }
      }
    }
    try (Stream<Path> all = Files.walk(unpacked)) {
      List<Path> files =
          all.filter(f -> unpacked.relativize(f).toString().startsWith(prefix)).sorted().toList();
      Assumptions.assumeFalse(files.isEmpty(), name + " has no file " + prefix);
      return files;
    }
  }

  /** What a package that only names another one depends on, or itself. */
  private static String newest(String name) throws IOException, InterruptedException {
    String depends = run(FOLDER, "apt-cache", "depends", "--important", name);
    return depends
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Depends: linux-image-"))
        .map(line -> line.substring("Depends: ".length()))
        .findFirst()
        .orElse(name);
  }

  /** What a command says; the test is skipped where it cannot be run or fails. */
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
      String said = Files.readString(output);
      Assumptions.assumeTrue(ended, String.join(" ", command) + ": " + said);
      return said;
    } catch (IOException e) {
      throw new org.opentest4j.TestAbortedException("cannot run " + command[0], e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
