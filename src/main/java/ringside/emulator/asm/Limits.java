package ringside.emulator.asm;

/**
 * Budgets of one run, so that no source can hang the host or exhaust its memory. Hitting one is a
 * diagnostic.
 *
 * @param sourceCharacters length of one source file
 * @param includeDepth nested includes
 * @param macroDepth nested macro calls and repetitions
 * @param lines lines assembled in one pass, after macro expansion
 * @param lineTokens tokens of one line, and replacements made in it
 * @param outputBytes size of the image, reserved space included
 * @param passes passes until the jump sizes settle
 * @param work effort in all passes together, about one unit a token
 * @param diagnostics mistakes reported
 */
public record Limits(
    int sourceCharacters,
    int includeDepth,
    int macroDepth,
    int lines,
    int lineTokens,
    int outputBytes,
    int passes,
    long work,
    int diagnostics) {

  /** Ample for anything that teaches, and done in seconds at the worst. */
  public static final Limits DEFAULT =
      new Limits(4 << 20, 16, 128, 400_000, 50_000, 16 << 20, 200, 10_000_000, 200);
}
