package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Rounds of the Advanced Encryption Standard (SDM, "AESENC" and its kin; FIPS 197). Byte 4c + r of
 * an operand is row r of column c of the state.
 */
public final class Aes {
  private static final byte[] SBOX = new byte[256];
  private static final byte[] INVERSE_SBOX = new byte[256];

  static {
    // FIPS 197, "SubBytes": the inverse in GF(2^8), then an affine transformation.
    int power = 1;
    int inverse = 1;
    do {
      power = multiply(power, 3);
      inverse = multiply(inverse, 0xF6); // the inverse of 3
      int twice = inverse << 8 | inverse;
      int sum = twice >>> 8 ^ twice >>> 7 ^ twice >>> 6 ^ twice >>> 5 ^ twice >>> 4;
      setSbox(power, sum & 0xFF ^ 0x63);
    } while (power != 1);
    setSbox(0, 0x63);
  }

  private Aes() {}

  private static void setSbox(int value, int substitute) {
    SBOX[value] = (byte) substitute;
    INVERSE_SBOX[substitute] = (byte) value;
  }

  /** The product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
  private static int multiply(int a, int b) {
    int product = 0;
    int factor = a;
    for (int rest = b; rest != 0; rest >>>= 1) {
      product ^= (rest & 1) != 0 ? factor : 0;
      factor = factor << 1 ^ ((factor & 0x80) != 0 ? 0x11B : 0);
    }
    return product;
  }

  /** One round of encryption. */
  @Instruction("66 0F 38 DC /r  AESENC  Vx, Wx   cpuid=AES")
  public static void aesenc(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    substituteAndShift(unit, SBOX, 1);
    unit.low = mixColumns(unit.low, 2, 3, 1, 1) ^ unit.sourceLow;
    unit.high = mixColumns(unit.high, 2, 3, 1, 1) ^ unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** The last round of encryption. */
  @Instruction("66 0F 38 DD /r  AESENCLAST  Vx, Wx   cpuid=AES")
  public static void aesenclast(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    substituteAndShift(unit, SBOX, 1);
    unit.low ^= unit.sourceLow;
    unit.high ^= unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** One round of decryption, by the equivalent inverse cipher. */
  @Instruction("66 0F 38 DE /r  AESDEC  Vx, Wx   cpuid=AES")
  public static void aesdec(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    substituteAndShift(unit, INVERSE_SBOX, -1);
    unit.low = mixColumns(unit.low, 14, 11, 13, 9) ^ unit.sourceLow;
    unit.high = mixColumns(unit.high, 14, 11, 13, 9) ^ unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** The last round of decryption. */
  @Instruction("66 0F 38 DF /r  AESDECLAST  Vx, Wx   cpuid=AES")
  public static void aesdeclast(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    substituteAndShift(unit, INVERSE_SBOX, -1);
    unit.low ^= unit.sourceLow;
    unit.high ^= unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** Makes a round key for decryption of one for encryption. */
  @Instruction("66 0F 38 DB /r  AESIMC  Vx, Wx   cpuid=AES")
  public static void aesimc(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = mixColumns(unit.sourceLow, 14, 11, 13, 9);
    unit.high = mixColumns(unit.sourceHigh, 14, 11, 13, 9);
    PackedOperands.store(cpu, instruction);
  }

  /** Helps to expand a key: substituted and rotated words of the source. */
  @Instruction("66 0F 3A DF /r ib  AESKEYGENASSIST  Vx, Wx, Ib   cpuid=AES")
  public static void aeskeygenassist(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    int constant = (int) instruction.immediate();
    unit.low = keyWords((int) (unit.sourceLow >>> 32), constant);
    unit.high = keyWords((int) (unit.sourceHigh >>> 32), constant);
    PackedOperands.store(cpu, instruction);
  }

  private static long keyWords(int word, int constant) {
    int substituted = 0;
    for (int lane = 0; lane < 32; lane += 8) {
      substituted |= (SBOX[word >>> lane & 0xFF] & 0xFF) << lane;
    }
    int rotated = Integer.rotateRight(substituted, 8) ^ constant;
    return put(substituted, 32, 0) | put(rotated, 32, 32);
  }

  /** SubBytes and ShiftRows: row r turns left by r columns, or right with {@code direction} −1. */
  private static void substituteAndShift(Sse unit, byte[] box, int direction) {
    long low = 0;
    long high = 0;
    for (int at = 0; at < 16; at++) {
      int from = at + direction * (at & 3) * 4 & 15;
      long half = from < 8 ? unit.low : unit.high;
      long substituted = box[(int) (half >>> (from & 7) * 8) & 0xFF];
      if (at < 8) {
        low |= put(substituted, 8, at * 8);
      } else {
        high |= put(substituted, 8, at * 8 - 64);
      }
    }
    unit.low = low;
    unit.high = high;
  }

  /** MixColumns of two columns, with the first row of the matrix. */
  private static long mixColumns(long columns, int m0, int m1, int m2, int m3) {
    long result = 0;
    for (int column = 0; column < 64; column += 32) {
      for (int row = 0; row < 4; row++) {
        int sum =
            multiply(element(columns, column, row), m0)
                ^ multiply(element(columns, column, row + 1), m1)
                ^ multiply(element(columns, column, row + 2), m2)
                ^ multiply(element(columns, column, row + 3), m3);
        result |= put(sum, 8, column + row * 8);
      }
    }
    return result;
  }

  private static int element(long columns, int column, int row) {
    return (int) (columns >>> column + (row & 3) * 8) & 0xFF;
  }

  /** Multiplies a quadword of each operand without carries. */
  @Instruction("66 0F 3A 44 /r ib  PCLMULQDQ  Vx, Wx, Ib   cpuid=PCLMULQDQ")
  public static void pclmulqdq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int control = (int) instruction.immediate();
    long a = (control & 1) == 0 ? unit.low : unit.high;
    long b = (control & 0x10) == 0 ? unit.sourceLow : unit.sourceHigh;
    long low = 0;
    long high = 0;
    for (int bit = 0; bit < 64; bit++) {
      if ((b >>> bit & 1) != 0) {
        low ^= a << bit;
        high ^= a >>> 1 >>> 63 - bit;
      }
    }
    unit.low = low;
    unit.high = high;
    PackedOperands.store(cpu, instruction);
  }
}
