package ringside.emulator.asm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import ringside.emulator.machine.InstructionTables;

/** The sources that the assembler is tried on, and the assembler with the whole instruction set. */
final class Corpus {
  static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());

  private Corpus() {}

  /** All {@code .asm} files of a folder beside this class. */
  static List<Path> sources(String folder) {
    try (Stream<Path> files = Files.list(folder(folder))) {
      return files.filter(file -> file.toString().endsWith(".asm")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder(String folder) {
    try {
      return Path.of(Objects.requireNonNull(Corpus.class.getResource(folder)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Serves the files of a folder, and nothing outside it. */
  static SourceProvider provider(Path folder) {
    return (path, from) -> {
      String name = SourcePath.resolve(path, from);
      if (name == null) {
        return new SourceProvider.Refused();
      }
      Path file = folder.resolve(name);
      try {
        return Files.isRegularFile(file)
            ? new SourceProvider.Found(name, Files.readAllBytes(file))
            : new SourceProvider.Missing();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Serves one source from memory. */
  static SourceProvider memory(String name, String text) {
    return SourceProvider.of(Map.of(name, text.getBytes(StandardCharsets.UTF_8)));
  }

  static Assembly assemble(Path source) {
    Path folder = Objects.requireNonNull(source.getParent());
    return ASSEMBLER.assemble(source.getFileName().toString(), provider(folder));
  }
}
