package ringside.emulator.asm;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Names of sources: relative paths with {@code /}, which never leave their root. */
public final class SourcePath {
  private SourcePath() {}

  /**
   * The normal form of {@code path} as seen from the folder of {@code from}.
   *
   * @param from name of a source, or empty for the root
   * @return null if the path is absolute, leaves the root, or is no portable file name
   */
  public static @Nullable String resolve(String path, String from) {
    if (path.isEmpty() || path.startsWith("/") || !path.chars().allMatch(SourcePath::portable)) {
      return null;
    }
    Deque<String> parts = new ArrayDeque<>();
    int folder = from.lastIndexOf('/');
    String whole = folder < 0 ? path : from.substring(0, folder + 1) + path;
    for (String part : whole.split("/", -1)) {
      switch (part) {
        case "." -> {}
        case "" -> {
          return null;
        }
        case ".." -> {
          if (parts.pollLast() == null) {
            return null;
          }
        }
        default -> parts.addLast(part);
      }
    }
    return parts.isEmpty() ? null : String.join("/", parts);
  }

  private static boolean portable(int c) {
    return c >= ' ' && c != 0x7f && "\\:*?\"<>|".indexOf(c) < 0;
  }
}
