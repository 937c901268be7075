package ringside.lab.conformance;

import ringside.emulator.cpu.Alu;

/**
 * Which status flags the manual leaves undefined after an instruction, for vectors that do not say
 * so themselves. Keyed by the form, because that is what the manual describes.
 */
final class UndefinedFlags {
  private static final int ALL = Alu.STATUS_FLAGS;

  private UndefinedFlags() {}

  /**
   * The undefined flags of a one-byte opcode of the 8086 or the 286.
   *
   * @param digit ModRM.reg where that selects the instruction
   * @param count the masked count of a shift or rotate
   */
  static int of(int opcode, int digit, int count) {
    return switch (opcode) {
      case 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D -> Alu.AF;
      case 0x20, 0x21, 0x22, 0x23, 0x24, 0x25 -> Alu.AF;
      case 0x30, 0x31, 0x32, 0x33, 0x34, 0x35 -> Alu.AF;
      case 0x84, 0x85, 0xA8, 0xA9 -> Alu.AF;
      case 0x80, 0x81, 0x82, 0x83 -> digit == 1 || digit == 4 || digit == 6 ? Alu.AF : 0;
      case 0x27, 0x2F -> Alu.OF;
      case 0x37, 0x3F -> Alu.OF | Alu.SF | Alu.ZF | Alu.PF;
      case 0xD4, 0xD5 -> Alu.OF | Alu.AF | Alu.CF;
      case 0x69, 0x6B -> Alu.SF | Alu.ZF | Alu.AF | Alu.PF;
      case 0xF6, 0xF7 ->
          switch (digit) {
            case 0, 1 -> Alu.AF;
            case 4, 5 -> Alu.SF | Alu.ZF | Alu.AF | Alu.PF;
            case 6, 7 -> ALL;
            default -> 0;
          };
      case 0xC0, 0xD0, 0xD2 -> shift(digit, count, 8);
      case 0xC1, 0xD1, 0xD3 -> shift(digit, count, 16);
      default -> 0;
    };
  }

  private static int shift(int digit, int count, int width) {
    if (count == 0) {
      return 0;
    }
    int overflow = count == 1 ? 0 : Alu.OF;
    if (digit < 4) {
      return overflow;
    }
    boolean arithmetic = digit == 7;
    return overflow | Alu.AF | (count >= width && !arithmetic ? Alu.CF : 0);
  }
}
