package ringside.emulator.asm;

/**
 * The effort that one run may spend on tokens and statements, over all passes. It bounds the time
 * that a hostile source can take, which no single limit on lines or depths does.
 */
final class Work {
  private final Diagnostics diagnostics;
  private final long limit;
  private long spent;

  Work(long limit, Diagnostics diagnostics) {
    this.limit = limit;
    this.diagnostics = diagnostics;
  }

  /** Spends some; false if nothing is left, which is reported at {@code range}. */
  boolean spend(long units, SourceRange range) {
    boolean wasLeft = spent <= limit;
    spent += units;
    if (wasLeft && spent > limit) {
      diagnostics.error(DiagnosticCode.TOO_MUCH_WORK, range, String.valueOf(limit));
    }
    return spent <= limit;
  }

  boolean exhausted() {
    return spent > limit;
  }
}
