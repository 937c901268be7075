package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.Encoder;
import ringside.emulator.isa.InstructionTable;

/**
 * Assembles NASM sources to flat images, byte for byte as NASM 2.16 does with {@code -f bin}.
 * Immutable and thread-safe: make one for a table and keep it.
 */
public final class Assembler {
  private final Encoder encoder;
  private final Set<String> mnemonics;

  /** An assembler for the instructions of {@code table}. */
  public Assembler(InstructionTable table) {
    encoder = new Encoder(table);
    Set<String> names = new HashSet<>();
    for (String mnemonic : encoder.mnemonics()) {
      names.add(mnemonic.toLowerCase(Locale.ROOT));
    }
    mnemonics = Set.copyOf(names);
  }

  /** Assembles with NASM's defaults. */
  public Assembly assemble(String file, SourceProvider sources) {
    return assemble(file, sources, AssemblerOptions.DEFAULT);
  }

  /**
   * Assembles one main file and what it includes. Never throws at a mistake of the author.
   *
   * @param file the main file, as the provider knows it
   */
  public Assembly assemble(String file, SourceProvider sources, AssemblerOptions options) {
    return new Run(file, sources, options).assemble();
  }

  /** One run: as many passes as it takes. */
  private final class Run {
    private final String file;
    private final SourceProvider sources;
    private final AssemblerOptions options;
    private final Diagnostics diagnostics;
    private final Work work;
    private final Program program;

    /** The statements, once it is known that every pass sees the same. */
    private @Nullable List<Statement> statements;

    Run(String file, SourceProvider sources, AssemblerOptions options) {
      this.file = file;
      this.sources = new CachingSources(sources);
      this.options = options;
      diagnostics = new Diagnostics(options.limits().diagnostics());
      work = new Work(options.limits().work(), diagnostics);
      program = new Program(new SourceRange(file, 1, 1, 0), options.origin());
    }

    Assembly assemble() {
      boolean settled = false;
      int number = 1;
      while (!settled && number <= options.limits().passes() && !work.exhausted()) {
        Diagnostics transitory = new Diagnostics(options.limits().diagnostics());
        run(number, number == 1 ? diagnostics : transitory, transitory, false);
        boolean moved = program.layOut(transitory);
        settled = !moved && !program.symbols().changed();
        number++;
      }
      if (!settled && !work.exhausted()) {
        diagnostics.error(
            DiagnosticCode.NEVER_SETTLES,
            new SourceRange(file, 1, 1, 0),
            String.valueOf(options.limits().passes()));
      }
      Pass last = run(number, diagnostics, diagnostics, true);
      program.layOut(diagnostics);
      return new AssemblyBuilder(
              program, last.output(), statements(), diagnostics, options.limits())
          .build();
    }

    private List<Statement> statements() {
      return statements == null ? List.of() : statements;
    }

    /**
     * @param critical takes the mistakes that count in the first pass already
     * @param values takes those that only count in the last
     */
    private Pass run(int number, Diagnostics critical, Diagnostics values, boolean last) {
      Pass pass =
          new Pass(
              program,
              encoder,
              sources,
              options,
              new Pass.Reports(critical, values, work),
              number,
              last);
      if (statements != null) {
        for (Statement statement : statements) {
          pass.execute(statement);
        }
      } else {
        read(pass, critical, last);
      }
      pass.finish();
      return pass;
    }

    private void read(Pass pass, Diagnostics critical, boolean last) {
      Preprocessor preprocessor =
          new Preprocessor(sources, options.limits(), critical, work, mnemonics, pass, pass::bits);
      options.defines().forEach(preprocessor::define);
      StatementParser parser = new StatementParser(mnemonics, critical);
      List<Statement> read = new ArrayList<>();
      preprocessor.open(file);
      Line line = preprocessor.next();
      while (line != null) {
        Statement statement = parser.parse(line);
        read.add(statement);
        pass.execute(statement);
        line = preprocessor.next();
      }
      if (last || !preprocessor.dependsOnLayout()) {
        statements = read;
      }
    }
  }
}
