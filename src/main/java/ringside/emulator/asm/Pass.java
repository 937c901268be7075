package ringside.emulator.asm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.Action;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.Encoder;
import ringside.emulator.isa.Encoding;
import ringside.emulator.isa.EncodingError;
import ringside.emulator.isa.EncodingRequest;
import ringside.emulator.isa.EncodingResult;
import ringside.emulator.isa.Operand;

/**
 * Goes once over all statements, giving every label the offset that it has if instructions are as
 * long as the previous pass's values make them.
 *
 * <p>The first pass takes every forward branch for a short one. Passes repeat until no symbol and
 * no section moves; only then are bytes kept and values complained about.
 */
final class Pass implements Evaluator.Scope {
  /** What encoding one instruction costs, compared with reading a token. */
  private static final int ENCODING_WORK = 5;

  private final Program program;
  private final Encoder encoder;
  private final SourceProvider sources;
  private final Limits limits;
  private final Diagnostics diagnostics;
  private final Diagnostics critical;
  private final Work work;
  private final boolean last;
  private final Output output;
  private final Evaluator evaluator;
  private final Evaluator criticalEvaluator;
  private final OperandEvaluator operands;
  private final DataEncoder data;
  private final SectionDirectives sectionDirectives;

  /**
   * Where a pass reports to.
   *
   * @param critical takes the mistakes that no later pass can mend
   * @param values takes those that are only final in the last pass
   * @param work the effort that may be spent
   */
  record Reports(Diagnostics critical, Diagnostics values, Work work) {}

  private final Structures structures;
  private CodeMode mode;
  private boolean defaultRelative;
  private String labelScope = "";

  Pass(
      Program program,
      Encoder encoder,
      SourceProvider sources,
      AssemblerOptions options,
      Reports reports,
      int number,
      boolean last) {
    this.program = program;
    this.encoder = encoder;
    this.sources = sources;
    this.limits = options.limits();
    this.critical = reports.critical();
    this.diagnostics = reports.values();
    this.work = reports.work();
    this.mode = CodeMode.of(options.bits());
    this.last = last;
    program.beginPass(number);
    output = new Output(program.firstSection(), limits, last);
    evaluator = new Evaluator(this, diagnostics);
    criticalEvaluator = new Evaluator(new CriticalScope(this, critical), critical);
    operands = new OperandEvaluator(evaluator, diagnostics);
    data = new DataEncoder(operands, criticalEvaluator, limits, diagnostics);
    sectionDirectives = new SectionDirectives(program, output, criticalEvaluator, diagnostics);
    structures = new Structures(this, output, criticalEvaluator, critical, diagnostics);
  }

  Output output() {
    return output;
  }

  int bits() {
    return mode.bits();
  }

  // --- scope ---------------------------------------------------------------------------------

  @Override
  public @Nullable Value symbol(String name) {
    Value value = program.symbols().find(qualify(name));
    return value != null ? value : SectionDirectives.startSymbol(name, program);
  }

  @Override
  public @Nullable Value earlierSymbol(String name) {
    String full = qualify(name);
    Value value =
        program.symbols().isDefinedInThisPass(full)
            ? program.symbols().find(full)
            : SectionDirectives.startSymbol(name, program);
    return value == null || value.unknown() != null ? null : value;
  }

  @Override
  public Value here() {
    return output.here();
  }

  @Override
  public Value sectionStart() {
    return output.sectionStart();
  }

  @Override
  public boolean missing(Expression.Symbol symbol) {
    if (last) {
      diagnostics.error(
          DiagnosticCode.UNDEFINED_SYMBOL,
          symbol.range(),
          () -> NearNames.of(qualify(symbol.name()), program.symbols().names()),
          symbol.name());
    }
    return last;
  }

  /** The full name of a local label. */
  private String qualify(String name) {
    return isLocal(name) ? labelScope + name : name;
  }

  static boolean isLocal(String name) {
    return name.startsWith(".") && !name.startsWith("..");
  }

  // --- statements ----------------------------------------------------------------------------

  void execute(Statement statement) {
    diagnostics.at(statement.line().expansion());
    critical.at(statement.line().expansion());
    if (!work.spend(1, statement.line().range())) {
      return;
    }
    Action action = statement.action();
    Token label = statement.label();
    if (action instanceof Statement.Equate equate) {
      if (label != null) {
        equate(label, equate);
      }
      return;
    }
    if (label != null) {
      define(label, output.here(), false);
    }
    Expression times = statement.times();
    long count = times == null ? 1 : count(times, "times");
    if (count > 0) {
      execute(statement.line(), action, count, times);
    }
  }

  /** A count that must be known at once; 0 after reporting that it is none. */
  private long count(Expression expression, String directive) {
    Value value = criticalEvaluator.evaluate(expression);
    if (value == null) {
      return 0;
    }
    if (!value.isNumber()) {
      critical.error(DiagnosticCode.NOT_CONSTANT, expression.range(), directive);
      return 0;
    }
    if (value.number() < 0) {
      diagnostics.error(
          DiagnosticCode.NEGATIVE_COUNT,
          expression.range(),
          directive,
          String.valueOf(value.number()));
      return 0;
    }
    return value.number();
  }

  private void execute(Line line, Action action, long count, @Nullable Expression times) {
    switch (action) {
      case Statement.Nothing _, Statement.Equate _ -> {}
      case Statement.Encode encode -> encode(line, encode, count);
      case Statement.Data items ->
          append(line, data.encode(items, output.section()), count, line.whole());
      case Statement.Include include ->
          append(line, data.include(include, line, sources), count, include.range());
      case Statement.Reserve reserve -> reserve(line, reserve, count);
      case Statement.Align align -> align(line, align);
      case Statement.At at -> {
        if (structures.fillTo(line, at)) {
          execute(line, at.action(), 1, null);
        }
      }
      case Statement.Bits bits -> mode = CodeMode.of(bits.bits());
      case Statement.Default choice -> defaultRelative = choice.relative();
      case Statement.Global global -> global(global);
      case Statement.Origin origin -> sectionDirectives.origin(origin);
      case Statement.SwitchSection section -> sectionDirectives.enter(section);
      case Statement.Absolute absolute -> sectionDirectives.absolute(absolute);
      case Statement.BeginStructure structure -> structures.begin(structure);
      case Statement.EndStructure end -> structures.end(end);
      case Statement.BeginInstance instance -> structures.beginInstance(instance);
      case Statement.EndInstance end -> structures.endInstance(line, end);
    }
    if (times != null && !repeatable(action)) {
      critical.error(DiagnosticCode.TIMES_MISPLACED, times.range());
    }
  }

  private static boolean repeatable(Action action) {
    return switch (action) {
      case Statement.Encode _,
          Statement.Data _,
          Statement.Include _,
          Statement.Reserve _,
          Statement.Nothing _ ->
          true;
      default -> false;
    };
  }

  /** Gives a symbol its value in this pass. */
  void define(Token label, Value value, boolean constant) {
    String name = qualify(label.text());
    if (isLocal(label.text()) && labelScope.isEmpty()) {
      critical.error(DiagnosticCode.LOCAL_WITHOUT_LABEL, label.range(), label.text());
      return;
    }
    if (!constant && !label.text().startsWith(".")) {
      labelScope = name;
    }
    SymbolTable.Entry earlier = program.symbols().define(name, value, constant, label.range());
    if (earlier != null) {
      critical.error(
          DiagnosticCode.SYMBOL_REDEFINED, label.range(), name, earlier.range().toString());
    }
  }

  private void equate(Token label, Statement.Equate equate) {
    Value value = operands.relocatable(equate.value(), null);
    if (value == null) {
      return;
    }
    if (value.hasRegisters()) {
      diagnostics.error(DiagnosticCode.REGISTER_IN_ARITHMETIC, equate.value().range(), "equ");
      return;
    }
    define(label, value, true);
  }

  private void global(Statement.Global global) {
    for (Token name : global.names()) {
      if (last && program.symbols().find(name.text()) == null) {
        missing(new Expression.Symbol(name.text(), name.range()));
      }
    }
  }

  // --- bytes ---------------------------------------------------------------------------------

  /** Whether bytes can go where the assembly is; says why not. */
  boolean takesBytes(long count, SourceRange range) {
    Section section = output.section();
    if (section == null) {
      diagnostics.error(DiagnosticCode.BYTES_IN_ABSOLUTE, range);
      return false;
    }
    if (section.nobits) {
      diagnostics.warning(DiagnosticCode.BYTES_IN_NOBITS, range, section.name());
    }
    return fits(count, range);
  }

  private boolean fits(long count, SourceRange range) {
    if (!output.fits(count)) {
      critical.error(DiagnosticCode.OUTPUT_TOO_LONG, range, String.valueOf(limits.outputBytes()));
      return false;
    }
    return true;
  }

  private void append(Line line, byte[] bytes, long count, SourceRange range) {
    if (bytes.length > 0 && takesBytes(product(bytes.length, count), range)) {
      output.append(line, bytes, count, false);
    }
  }

  /** The product, or -1 on overflow. */
  private static long product(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 ? -1 : product;
  }

  private void reserve(Line line, Statement.Reserve reserve, long count) {
    long total = product(product(count(reserve.count(), "resb"), reserve.size()), count);
    Section section = output.section();
    boolean bytes = section != null && !section.nobits;
    if (bytes && !fits(total, reserve.count().range())) {
      return;
    }
    if (total < 0) {
      critical.error(
          DiagnosticCode.OUTPUT_TOO_LONG,
          reserve.count().range(),
          String.valueOf(limits.outputBytes()));
      return;
    }
    if (section != null && !section.nobits && total > 0) {
      diagnostics.warning(DiagnosticCode.RESERVED_ZEROED, line.whole(), section.name());
    }
    output.reserve(line, total);
  }

  private void align(Line line, Statement.Align align) {
    long boundary = count(align.boundary(), "align");
    if (boundary <= 0) {
      return;
    }
    Section section = output.section();
    if (section != null) {
      sectionDirectives.alignSection(section, boundary);
    }
    long offset = section == null ? output.address() : section.size();
    long gap =
        Long.remainderUnsigned(boundary - Long.remainderUnsigned(offset, boundary), boundary);
    if (gap > 0) {
      execute(line, align.fill(), gap, null);
    }
  }

  private void encode(Line line, Statement.Encode encode, long count) {
    List<Operand> values =
        operands.evaluate(encode.mnemonic().text(), encode.operands(), output.section());
    if (values == null || !takesBytes(1, encode.range())) {
      return;
    }
    for (long done = 0; done < count && work.spend(ENCODING_WORK, encode.range()); ) {
      EncodingRequest request =
          new EncodingRequest(
              mode,
              encode.prefixes(),
              encode.mnemonic().text(),
              values,
              output.address(),
              defaultRelative);
      switch (encoder.encode(request)) {
        case EncodingError error -> {
          EncodingMistakes.report(error, encode, mode, diagnostics);
          return;
        }
        case Encoding encoding -> {
          boolean movesAlong = encoding.fields().stream().anyMatch(EncodingResult.Field::relative);
          long times = movesAlong ? 1 : count;
          if (!fits(product(encoding.length(), times), encode.range())) {
            return;
          }
          EncodingMistakes.warn(encoding, values, encode, diagnostics);
          output.append(line, encoding.bytes(), times, true);
          done += times;
        }
      }
    }
  }

  /** Reports what is still open at the end. */
  void finish() {
    structures.finish();
  }
}
