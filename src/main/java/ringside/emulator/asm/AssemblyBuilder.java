package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ringside.emulator.asm.Output.Emission;

/** Makes the result of a run from what its last pass left behind. */
final class AssemblyBuilder {
  private final Program program;
  private final Output output;
  private final List<Statement> statements;
  private final Diagnostics diagnostics;
  private final Limits limits;

  AssemblyBuilder(
      Program program,
      Output output,
      List<Statement> statements,
      Diagnostics diagnostics,
      Limits limits) {
    this.program = program;
    this.output = output;
    this.statements = statements;
    this.diagnostics = diagnostics;
    this.limits = limits;
  }

  Assembly build() {
    List<SectionImage> sections = sections();
    Map<String, Symbol> symbols = symbols();
    LineTable lines = lines(symbols);
    Listing listing = listing();
    long origin = program.imageStart();
    byte[] image = image(origin);
    // last, because the image may turn out to be too long
    return new Assembly(sections, symbols, lines, listing, diagnostics.all(), origin, image);
  }

  private List<SectionImage> sections() {
    List<SectionImage> images = new ArrayList<>();
    for (Section section : program.imageOrder()) {
      images.add(image(section));
    }
    for (Section section : program.sections()) {
      if (section.nobits) {
        images.add(image(section));
      }
    }
    return List.copyOf(images);
  }

  private static SectionImage image(Section section) {
    return new SectionImage(
        section.name(),
        section.loadAddress(),
        section.address(),
        section.size(),
        section.nobits ? new byte[0] : section.bytes(),
        section.nobits);
  }

  private Map<String, Symbol> symbols() {
    Map<String, Symbol> symbols = new LinkedHashMap<>();
    program
        .symbols()
        .entries()
        .forEach((name, entry) -> {
          Value.SectionBase base = entry.value().section();
          boolean label = base != null && !entry.isConstant();
          symbols.put(
              name,
              new Symbol(
                  name,
                  entry.value().address(),
                  label ? Symbol.Kind.LABEL : Symbol.Kind.CONSTANT,
                  base == null ? null : base.section().name(),
                  entry.range()));
        });
    return java.util.Collections.unmodifiableMap(symbols);
  }

  private LineTable lines(Map<String, Symbol> symbols) {
    TreeMap<Long, String> labels = new TreeMap<>(Long::compareUnsigned);
    for (Symbol symbol : symbols.values()) {
      if (symbol.kind() == Symbol.Kind.LABEL && !symbol.name().startsWith("..@")) {
        labels.putIfAbsent(symbol.value(), symbol.name());
      }
    }
    List<LineTable.Entry> entries = new ArrayList<>();
    for (Emission emission : output.emissions()) {
      long address = emission.section().address() + emission.offset();
      Expansion expansion = emission.line().expansion();
      SourceRange written = expansion == null ? emission.line().range() : expansion.outermostCall();
      Map.Entry<Long, String> label = labels.floorEntry(address);
      entries.add(
          new LineTable.Entry(
              address,
              emission.length() * emission.times(),
              written.file(),
              written.line(),
              emission.code(),
              label == null ? "" : label.getValue(),
              label == null ? 0 : address - label.getKey(),
              expansion == null ? null : emission.line().range(),
              expansion));
    }
    return new LineTable(entries);
  }

  private Listing listing() {
    Map<Line, List<Emission>> byLine = new IdentityHashMap<>();
    for (Emission emission : output.emissions()) {
      byLine.computeIfAbsent(emission.line(), _ -> new ArrayList<>()).add(emission);
    }
    List<Listing.Line> lines = new ArrayList<>();
    for (Statement statement : statements) {
      Line line = statement.line();
      Expansion expansion = line.expansion();
      int depth = expansion == null ? 0 : expansion.depth();
      List<Emission> emissions = byLine.getOrDefault(line, List.of());
      if (emissions.isEmpty()) {
        lines.add(new Listing.Line(line.range().line(), depth, 0, new byte[0], 1, line.text()));
      }
      String text = line.text();
      for (Emission emission : emissions) {
        byte[] bytes = emission.section().bytes(emission.offset(), emission.length());
        long address = emission.section().address() + emission.offset();
        lines.add(
            new Listing.Line(line.range().line(), depth, address, bytes, emission.times(), text));
        text = "";
      }
    }
    return new Listing(lines);
  }

  private byte[] image(long origin) {
    long end = origin;
    for (Section section : program.imageOrder()) {
      if (section.size() > 0) {
        end = Math.max(end, section.loadAddress() + section.size());
      }
    }
    if (end - origin < 0 || end - origin > limits.outputBytes()) {
      Section last = program.imageOrder().getLast();
      diagnostics.error(
          DiagnosticCode.OUTPUT_TOO_LONG, last.range, String.valueOf(limits.outputBytes()));
      return new byte[0];
    }
    byte[] image = new byte[(int) (end - origin)];
    for (Section section : program.imageOrder()) {
      byte[] bytes = section.bytes();
      int at = (int) (section.loadAddress() - origin);
      if (at >= 0 && bytes.length > 0) {
        System.arraycopy(bytes, 0, image, at, bytes.length);
      }
    }
    return image;
  }
}
