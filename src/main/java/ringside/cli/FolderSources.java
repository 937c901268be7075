package ringside.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.asm.SourcePath;
import ringside.emulator.asm.SourceProvider;

/**
 * Serves the files of the source's folder and of the folders given with -I, and nothing else. Names
 * in messages are paths as the user would write them.
 */
final class FolderSources implements SourceProvider {
  private static final long MAXIMUM_BYTES = 16 << 20;

  private final List<Path> folders = new ArrayList<>();

  /**
   * @param sourceFolder folder of the main file; empty for the current one
   * @param includeFolders where else to look, in this order
   */
  FolderSources(Path sourceFolder, List<Path> includeFolders) {
    folders.add(sourceFolder);
    folders.addAll(includeFolders);
  }

  @Override
  public Result open(String path, String from) {
    Result result = new Refused();
    for (Path folder : folders) {
      // a file that stands in this folder may name its neighbours
      String neighbour =
          from.startsWith(prefix(folder)) ? from.substring(prefix(folder).length()) : "";
      for (String base : List.of(neighbour, "")) {
        String name = SourcePath.resolve(path, base);
        if (name == null) {
          continue;
        }
        result = open(folder, name);
        if (!(result instanceof Missing)) {
          return result;
        }
      }
    }
    return result;
  }

  private static Result open(Path folder, String name) {
    try {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        return new Missing();
      }
      boolean linkedAway = !file.toRealPath().startsWith(folder.toAbsolutePath().toRealPath());
      if (linkedAway || Files.size(file) > MAXIMUM_BYTES) {
        return new Refused();
      }
      return new Found(prefix(folder) + name, Files.readAllBytes(file));
    } catch (IOException | InvalidPathException _) {
      return new Missing();
    }
  }

  private static String prefix(Path folder) {
    String path = folder.toString();
    return path.isEmpty() || path.endsWith("/") ? path : path + "/";
  }
}
