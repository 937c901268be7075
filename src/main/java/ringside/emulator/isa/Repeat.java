package ringside.emulator.isa;

/** The repeat prefix of an instruction; the last of several counts. */
public enum Repeat {
  NONE,
  /** F3: REP, REPE, REPZ. */
  REPE,
  /** F2: REPNE, REPNZ. */
  REPNE
}
