package ringside.emulator.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Limits;
import ringside.emulator.asm.SourceProvider;

/** Programs of {@code src/test/resources} that check themselves, assembled by our own assembler. */
final class GuestProgram {
  private static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());

  private GuestProgram() {}

  static Assembly assemble(String file, Map<String, String> defines) {
    SourceProvider sources =
        (path, _) -> {
          byte[] bytes = resource(path);
          return bytes.length == 0
              ? new SourceProvider.Missing()
              : new SourceProvider.Found(path, bytes);
        };
    Assembly assembly =
        ASSEMBLER.assemble(file, sources, new AssemblerOptions(Limits.DEFAULT, defines, 0, 16));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(file + " does not assemble: " + assembly.diagnostics());
    }
    return assembly;
  }

  /** The bytes of one source that includes nothing. */
  static byte[] assemble(String file, byte[] source) {
    Assembly assembly =
        ASSEMBLER.assemble(file, (path, _) -> new SourceProvider.Found(path, source));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(file + " does not assemble: " + assembly.diagnostics());
    }
    return assembly.image();
  }

  private static byte[] resource(String name) {
    try (InputStream in = GuestProgram.class.getResourceAsStream("guest/" + name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turns the addresses of what a program printed into source lines. */
  static List<String> wrongRows(Assembly assembly, String printed) {
    List<String> rows = new ArrayList<>();
    for (String line : printed.lines().filter(text -> !text.isBlank()).toList()) {
      String address = line.strip().split(" ")[0];
      var entry = assembly.lines().at(Long.parseUnsignedLong(address, 16));
      rows.add((entry == null ? "" : entry.file() + ":" + entry.line() + ": ") + line);
    }
    return rows;
  }
}
