package ringside.lab.scenario;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.SourcePath;
import ringside.emulator.asm.SourceProvider;

/**
 * Gives the assembler the files of a scenario's folder, and those of {@code lib} beside it: an
 * include is looked for next to the file that asks for it, in the folder, and in {@code lib}.
 */
final class ScenarioSources implements SourceProvider {
  private static final String LIBRARY = "lib/";

  private final ScenarioFolder folder;
  private final ScenarioFolder library;
  private final Map<String, byte[]> read = new LinkedHashMap<>();

  ScenarioSources(ScenarioFolder folder) {
    this.folder = folder;
    this.library = new ScenarioFolder(folder.path().resolveSibling("lib"));
  }

  /** What was opened, by name. */
  Map<String, byte[]> read() {
    return read;
  }

  @Override
  public Result open(String path, String from) {
    Set<String> names = new LinkedHashSet<>();
    addIfLegal(names, SourcePath.resolve(path, from));
    addIfLegal(names, SourcePath.resolve(path, ""));
    addIfLegal(names, SourcePath.resolve(path, LIBRARY));
    if (names.isEmpty()) {
      return new Refused();
    }
    for (String name : names) {
      if (folder.has(name)) {
        return found(folder, name, name);
      }
      if (name.startsWith(LIBRARY) && library.has(name.substring(LIBRARY.length()))) {
        return found(library, name.substring(LIBRARY.length()), name);
      }
    }
    return new Missing();
  }

  private Result found(ScenarioFolder owner, String file, String name) {
    return owner
        .read(file, SourceLocation.of(name), new Diagnostics())
        .<Result>map(text -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          read.put(name, bytes);
          return new Found(name, bytes);
        })
        .orElseGet(Refused::new);
  }

  private static void addIfLegal(Set<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
  }
}
