package ringside.lab.scenario;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.AssemblerOptions;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.Limits;
import ringside.emulator.asm.LineTable;
import ringside.emulator.machine.InstructionTables;
import ringside.lab.scenario.Scenario.Program;

/** Assembles a program of a scenario, with the emulator's own assembler and instruction table. */
final class ProgramAssembly {
  /** Built once: it holds every row of the instruction set. */
  private static final class Holder {
    static final Assembler ASSEMBLER = new Assembler(InstructionTables.table());
  }

  private ProgramAssembly() {}

  /**
   * The program's bytes, symbols and lines; empty where it has mistakes, and then diagnostics say
   * which.
   *
   * @param defines macros that the source may use
   * @param bits mode of the code until the source says otherwise
   */
  static Optional<AssembledProgram> assemble(
      ScenarioFolder folder,
      Program program,
      Map<String, String> defines,
      int bits,
      Diagnostics diagnostics) {
    if (folder.read(program.file(), program.location(), diagnostics).isEmpty()) {
      return Optional.empty();
    }
    ScenarioSources sources = new ScenarioSources(folder);
    Assembly assembly =
        Holder.ASSEMBLER.assemble(
            program.file(),
            sources,
            new AssemblerOptions(Limits.DEFAULT, defines, program.at(), bits));
    assembly.diagnostics().forEach(d -> diagnostics.add(AssemblerMistakes.wrap(d)));
    if (!assembly.succeeded()) {
      return Optional.empty();
    }
    if (assembly.origin() != program.at()) {
      diagnostics.add(
          DiagnosticCode.ORIGIN_DIFFERS,
          SourceLocation.of(program.file()),
          "id",
          program.id(),
          "at",
          Long.toHexString(program.at()),
          "origin",
          Long.toHexString(assembly.origin()));
      return Optional.empty();
    }
    Map<String, Long> symbols = new LinkedHashMap<>();
    assembly.symbols().forEach((name, symbol) -> symbols.put(name, symbol.value()));
    return Optional.of(
        new AssembledProgram(
            program,
            assembly.image(),
            java.util.Collections.unmodifiableMap(symbols),
            lines(program.file(), assembly.lines(), sources.read())));
  }

  /** The lines of the main file and of every included file that made bytes, in file order. */
  private static List<AssembledProgram.Line> lines(
      String main, LineTable table, Map<String, byte[]> files) {
    Map<String, Map<Integer, LineTable.Entry>> made = new TreeMap<>();
    Map<LineTable.Entry, Integer> lengths = new HashMap<>();
    for (LineTable.Entry entry : table.entries()) {
      Map<Integer, LineTable.Entry> lines =
          made.computeIfAbsent(entry.file(), file -> new HashMap<>());
      LineTable.Entry first = lines.putIfAbsent(entry.line(), entry);
      LineTable.Entry owner = first == null ? entry : first;
      int length = lengths.getOrDefault(owner, 0);
      if (owner.address() + length == entry.address()) {
        lengths.put(owner, length + (int) entry.length());
      }
    }
    List<String> order = new ArrayList<>(made.keySet());
    order.remove(main);
    order.addFirst(main);
    List<AssembledProgram.Line> lines = new ArrayList<>();
    for (String file : order) {
      Map<Integer, LineTable.Entry> entries = made.getOrDefault(file, Map.of());
      int number = 0;
      byte[] bytes = files.getOrDefault(file, new byte[0]);
      for (String text : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        number++;
        LineTable.Entry entry = entries.get(number);
        lines.add(
            new AssembledProgram.Line(
                file,
                number,
                text,
                entry == null ? OptionalLong.empty() : OptionalLong.of(entry.address()),
                entry == null ? 0 : lengths.getOrDefault(entry, 0)));
      }
    }
    return List.copyOf(lines);
  }
}
