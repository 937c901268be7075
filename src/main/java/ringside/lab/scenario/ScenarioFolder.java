package ringside.lab.scenario;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one folder, and nothing outside it: names that climb out, absolute names and links
 * that lead away are the author's mistake. No text may be larger than {@value #MAX_TEXT_BYTES}
 * bytes.
 */
public final class ScenarioFolder {
  /** Far more than any scenario needs. */
  public static final int MAX_TEXT_BYTES = 1 << 20;

  /** A kernel, or some floppy disks. */
  private static final int MAX_IMAGE_BYTES = 8 << 20;

  private final Path root;

  public ScenarioFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** The folder's name, which is the slug. */
  public String slug() {
    Path name = root.getFileName();
    return name == null ? "" : name.toString();
  }

  public Path path() {
    return root;
  }

  public boolean has(String name) {
    return resolve(name).filter(Files::isRegularFile).isPresent();
  }

  /** The text of a file of the folder; empty where it may not or cannot be read. */
  public Optional<String> read(String name, SourceLocation asked, Diagnostics diagnostics) {
    return open(name, MAX_TEXT_BYTES, asked, diagnostics)
        .flatMap(file -> {
          try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
          } catch (CharacterCodingException e) {
            diagnostics.add(DiagnosticCode.FILE_NOT_UTF8, SourceLocation.of(name), "file", name);
            return Optional.empty();
          } catch (IOException e) {
            return unreadable(name, e, asked, diagnostics);
          }
        });
  }

  /** The bytes of an image that a machine boots; empty where it may not or cannot be read. */
  Optional<byte[]> readImage(String name, SourceLocation asked, Diagnostics diagnostics) {
    return open(name, MAX_IMAGE_BYTES, asked, diagnostics)
        .flatMap(file -> {
          try {
            return Optional.of(Files.readAllBytes(file));
          } catch (IOException e) {
            return unreadable(name, e, asked, diagnostics);
          }
        });
  }

  private Optional<Path> open(
      String name, int limit, SourceLocation asked, Diagnostics diagnostics) {
    Optional<Path> path = resolve(name);
    if (path.isEmpty()) {
      diagnostics.add(DiagnosticCode.FILE_OUTSIDE, asked, "file", name);
      return Optional.empty();
    }
    try {
      Path file = path.get();
      if (!Files.isRegularFile(file)) {
        diagnostics.add(DiagnosticCode.FILE_MISSING, asked, "file", name);
        return Optional.empty();
      }
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        diagnostics.add(DiagnosticCode.FILE_OUTSIDE, asked, "file", name);
        return Optional.empty();
      }
      long size = Files.size(file);
      if (size > limit) {
        diagnostics.add(
            DiagnosticCode.FILE_TOO_LARGE, SourceLocation.of(name), "size", size, "limit", limit);
        return Optional.empty();
      }
      return path;
    } catch (IOException e) {
      return unreadable(name, e, asked, diagnostics);
    }
  }

  private static <T> Optional<T> unreadable(
      String name, IOException problem, SourceLocation asked, Diagnostics diagnostics) {
    diagnostics.add(
        DiagnosticCode.FILE_UNREADABLE, asked, "file", name, "problem", problem.toString());
    return Optional.empty();
  }

  private Optional<Path> resolve(String name) {
    try {
      Path relative = Path.of(name);
      Path file = root.resolve(relative).normalize();
      return relative.isAbsolute() || !file.startsWith(root) ? Optional.empty() : Optional.of(file);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
