package ringside.emulator.isa;

/** The default sizes of a code segment (SDM Vol. 1, "Operand-Size and Address-Size Attributes"). */
public enum CodeMode {
  BITS_16(16),
  BITS_32(32),
  BITS_64(64);

  private final int bits;

  CodeMode(int bits) {
    this.bits = bits;
  }

  /** 16, 32 or 64, as in the assembler's {@code bits} directive. */
  public int bits() {
    return bits;
  }

  /** Default address size in bytes. */
  public int addressSize() {
    return bits / 8;
  }

  /** Default operand size in bytes; 4 in 64-bit code. */
  public int operandSize() {
    return this == BITS_16 ? 2 : 4;
  }

  /** The mode of 16, 32 or 64. */
  public static CodeMode of(int bits) {
    return switch (bits) {
      case 16 -> BITS_16;
      case 32 -> BITS_32;
      case 64 -> BITS_64;
      default -> throw new IllegalArgumentException("no code is " + bits + "-bit");
    };
  }
}
