package ringside.emulator.isa;

/** Prefixes that assembly text writes before the mnemonic; in lower case they are their names. */
public enum InstructionPrefix {
  WAIT(0x9B),
  REP(0xF3),
  REPE(0xF3),
  REPZ(0xF3),
  REPNE(0xF2),
  REPNZ(0xF2),
  LOCK(0xF0),
  ES(0x26),
  CS(0x2E),
  SS(0x36),
  DS(0x3E),
  FS(0x64),
  GS(0x65),
  O16(2),
  O32(4),
  O64(8),
  A16(2),
  A32(4),
  A64(8);

  private final int value;

  InstructionPrefix(int value) {
    this.value = value;
  }

  /** The prefix byte; of O16 to A64, the size in bytes. */
  int value() {
    return value;
  }

  /** The place where NASM emits it: WAIT, repeat, LOCK, segment; then sizes. */
  int group() {
    return switch (this) {
      case WAIT -> 0;
      case REP, REPE, REPZ, REPNE, REPNZ -> 1;
      case LOCK -> 2;
      case ES, CS, SS, DS, FS, GS -> 3;
      case O16, O32, O64 -> 4;
      case A16, A32, A64 -> 5;
    };
  }
}
