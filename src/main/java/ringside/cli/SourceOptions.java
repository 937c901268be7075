package ringside.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Diagnostic;
import ringside.emulator.asm.Expansion;
import ringside.emulator.asm.Limits;
import ringside.emulator.machine.InstructionTables;

/** The options of every command that assembles, and the assembling itself. */
final class SourceOptions {
  @Option(
      names = "-I",
      paramLabel = "FOLDER",
      description = "Also look for included files in FOLDER.")
  List<Path> includeFolders = new ArrayList<>();

  @Option(
      names = "-D",
      paramLabel = "NAME[=VALUE]",
      mapFallbackValue = "",
      description = "Define a macro, as %%define does.")
  Map<String, String> defines = new LinkedHashMap<>();

  /** Assembles a file; the author's mistakes are in the result. */
  Assembly assemble(Path source) {
    if (!Files.isRegularFile(source)) {
      throw CommandFailure.author("there is no file " + source);
    }
    Path folder = source.getParent();
    Path name = source.getFileName();
    FolderSources files = new FolderSources(folder == null ? Path.of("") : folder, includeFolders);
    AssemblerOptions options = new AssemblerOptions(Limits.DEFAULT, defines, 0, 16);
    return new Assembler(InstructionTables.table()).assemble(String.valueOf(name), files, options);
  }

  /** Prints each diagnostic on a line of standard error. */
  static void report(Assembly assembly, CommonOptions common, Streams streams) {
    for (Diagnostic diagnostic : assembly.diagnostics()) {
      streams.err().println(diagnostic.line(common.locale()));
    }
  }

  /** The diagnostics for a JSON result. */
  static List<Map<String, @Nullable Object>> json(Assembly assembly, CommonOptions common) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Diagnostic each : assembly.diagnostics()) {
      list.add(
          Json.object(
              "code", each.code().id(),
              "severity", each.severity().name().toLowerCase(java.util.Locale.ROOT),
              "file", each.range().file(),
              "line", each.range().line(),
              "column", each.range().column(),
              "length", each.range().length(),
              "what", each.what(common.locale()),
              "why", each.why(common.locale()),
              "fix", each.fix(common.locale()),
              "suggestions", each.suggestions(),
              "calls", calls(each)));
    }
    return list;
  }

  private static List<String> calls(Diagnostic diagnostic) {
    List<String> calls = new ArrayList<>();
    for (Expansion call = diagnostic.expansion(); call != null; call = call.outer()) {
      calls.add(call.name() + " " + call.call());
    }
    return calls;
  }
}
