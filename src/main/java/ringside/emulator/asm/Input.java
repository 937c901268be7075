package ringside.emulator.asm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.MultiLineMacro.RawLine;

/**
 * Something that lines are read from: a file, the body of a macro call, the body of a repetition.
 */
abstract sealed class Input {

  /** One open {@code %if}. */
  static final class Condition {
    final SourceRange range;

    /** Whether lines of the current branch count. */
    boolean emitting;

    /** Whether a branch has been taken, or none may be because an outer {@code %if} is false. */
    boolean decided;

    boolean elseSeen;

    Condition(SourceRange range, boolean emitting, boolean decided) {
      this.range = range;
      this.emitting = emitting;
      this.decided = decided;
    }
  }

  final Deque<Condition> conditions = new ArrayDeque<>();
  private final @Nullable Expansion expansion;
  private final @Nullable MacroCall call;

  /** Set by {@code %exitmacro} and {@code %exitrep}: the rest is read but does nothing. */
  boolean exited;

  Input(@Nullable Expansion expansion, @Nullable MacroCall call) {
    this.expansion = expansion;
    this.call = call;
  }

  /** The next line, or null at the end. */
  abstract @Nullable RawLine next();

  /** Where the lines come from, if not straight from a file. */
  @Nullable Expansion expansion() {
    return expansion;
  }

  /** The macro call whose arguments the lines use. */
  @Nullable MacroCall call() {
    return call;
  }

  boolean emitting() {
    return !exited && (conditions.isEmpty() || conditions.peek().emitting);
  }

  /** A source file. */
  static final class File extends Input {
    private final String name;
    private final Lexer lexer;

    File(String name, Lexer lexer) {
      super(null, null);
      this.name = name;
      this.lexer = lexer;
    }

    String name() {
      return name;
    }

    @Override
    @Nullable RawLine next() {
      List<Token> tokens = lexer.nextLine();
      if (tokens == null) {
        return null;
      }
      SourceRange range =
          tokens.isEmpty() ? new SourceRange(name, lexer.line(), 1, 0) : tokens.getFirst().range();
      return new RawLine(tokens, range, lexer.lineText());
    }
  }

  /** The body of a macro call. */
  static final class Body extends Input {
    private final List<RawLine> lines;
    private int position;

    Body(List<RawLine> lines, Expansion expansion, MacroCall call) {
      super(expansion, call);
      this.lines = lines;
    }

    @Override
    @Nullable RawLine next() {
      return position < lines.size() ? lines.get(position++) : null;
    }
  }

  /** The body of {@code %rep}, several times. */
  static final class Repetition extends Input {
    private final List<RawLine> lines;
    private long remaining;
    private int position;

    Repetition(List<RawLine> lines, long count, Expansion expansion, @Nullable MacroCall call) {
      super(expansion, call);
      this.lines = lines;
      this.remaining = count;
    }

    @Override
    @Nullable RawLine next() {
      if (position == lines.size()) {
        position = 0;
        remaining--;
      }
      return remaining > 0 && !exited && !lines.isEmpty() ? lines.get(position++) : null;
    }
  }
}
