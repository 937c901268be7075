package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Steps of the Secure Hash Algorithms (SDM, "SHA1RNDS4", "SHA256RNDS2" and their kin; FIPS 180).
 */
public final class Sha {
  private static final int[] SHA1_CONSTANTS = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};

  private Sha() {}

  private static int word(long packed, int at) {
    return (int) (packed >>> at * 32);
  }

  private static long pair(int low, int high) {
    return low & 0xFFFF_FFFFL | (long) high << 32;
  }

  /** Four rounds of SHA-1, with the function and constant that the immediate selects. */
  @Instruction("NP 0F 3A CC /r ib  SHA1RNDS4  Vx, Wx, Ib   cpuid=SHA")
  public static void sha1rnds4(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int function = (int) instruction.immediate() & 3;
    int a = word(unit.high, 1);
    int b = word(unit.high, 0);
    int c = word(unit.low, 1);
    int d = word(unit.low, 0);
    int e = 0;
    for (int round = 0; round < 4; round++) {
      int w = word(round < 2 ? unit.sourceHigh : unit.sourceLow, round & 1 ^ 1);
      int next =
          sha1Function(function, b, c, d)
              + Integer.rotateLeft(a, 5)
              + w
              + e
              + SHA1_CONSTANTS[function];
      e = d;
      d = c;
      c = Integer.rotateLeft(b, 30);
      b = a;
      a = next;
    }
    unit.high = pair(b, a);
    unit.low = pair(d, c);
    PackedOperands.store(cpu, instruction);
  }

  private static int sha1Function(int function, int b, int c, int d) {
    return switch (function) {
      case 0 -> b & c ^ ~b & d;
      case 2 -> b & c ^ b & d ^ c & d;
      default -> b ^ c ^ d;
    };
  }

  /** Adds to the scheduled words the variable E after four rounds. */
  @Instruction("NP 0F 38 C8 /r  SHA1NEXTE  Vx, Wx   cpuid=SHA")
  public static void sha1nexte(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int e = Integer.rotateLeft(word(unit.high, 1), 30);
    unit.low = unit.sourceLow;
    unit.high = pair(word(unit.sourceHigh, 0), word(unit.sourceHigh, 1) + e);
    PackedOperands.store(cpu, instruction);
  }

  /** First part of the schedule of the next four SHA-1 words. */
  @Instruction("NP 0F 38 C9 /r  SHA1MSG1  Vx, Wx   cpuid=SHA")
  public static void sha1msg1(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    long middle = unit.low;
    unit.low ^= unit.sourceHigh;
    unit.high ^= middle;
    PackedOperands.store(cpu, instruction);
  }

  /** Second part of the schedule of the next four SHA-1 words. */
  @Instruction("NP 0F 38 CA /r  SHA1MSG2  Vx, Wx   cpuid=SHA")
  public static void sha1msg2(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int w16 = Integer.rotateLeft(word(unit.high, 1) ^ word(unit.sourceHigh, 0), 1);
    int w17 = Integer.rotateLeft(word(unit.high, 0) ^ word(unit.sourceLow, 1), 1);
    int w18 = Integer.rotateLeft(word(unit.low, 1) ^ word(unit.sourceLow, 0), 1);
    int w19 = Integer.rotateLeft(word(unit.low, 0) ^ w16, 1);
    unit.high = pair(w17, w16);
    unit.low = pair(w19, w18);
    PackedOperands.store(cpu, instruction);
  }

  /** Two rounds of SHA-256, with words and constants in XMM0. */
  @Instruction("NP 0F 38 CB /r  SHA256RNDS2  Vx, Wx, XMM0   cpuid=SHA")
  public static void sha256rnds2(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int a = word(unit.sourceHigh, 1);
    int b = word(unit.sourceHigh, 0);
    int c = word(unit.high, 1);
    int d = word(unit.high, 0);
    int e = word(unit.sourceLow, 1);
    int f = word(unit.sourceLow, 0);
    int g = word(unit.low, 1);
    int h = word(unit.low, 0);
    for (int round = 0; round < 2; round++) {
      int sum1 =
          Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int first = h + sum1 + (e & f ^ ~e & g) + word(unit.low(0), round);
      int sum0 =
          Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int second = sum0 + (a & b ^ a & c ^ b & c);
      h = g;
      g = f;
      f = e;
      e = d + first;
      d = c;
      c = b;
      b = a;
      a = first + second;
    }
    unit.high = pair(b, a);
    unit.low = pair(f, e);
    PackedOperands.store(cpu, instruction);
  }

  /** First part of the schedule of the next four SHA-256 words. */
  @Instruction("NP 0F 38 CC /r  SHA256MSG1  Vx, Wx   cpuid=SHA")
  public static void sha256msg1(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int w0 = word(unit.low, 0);
    int w1 = word(unit.low, 1);
    int w2 = word(unit.high, 0);
    int w3 = word(unit.high, 1);
    int w4 = word(unit.sourceLow, 0);
    unit.low = pair(w0 + sigma0(w1), w1 + sigma0(w2));
    unit.high = pair(w2 + sigma0(w3), w3 + sigma0(w4));
    PackedOperands.store(cpu, instruction);
  }

  private static int sigma0(int word) {
    return Integer.rotateRight(word, 7) ^ Integer.rotateRight(word, 18) ^ word >>> 3;
  }

  private static int sigma1(int word) {
    return Integer.rotateRight(word, 17) ^ Integer.rotateRight(word, 19) ^ word >>> 10;
  }

  /** Second part of the schedule of the next four SHA-256 words. */
  @Instruction("NP 0F 38 CD /r  SHA256MSG2  Vx, Wx   cpuid=SHA")
  public static void sha256msg2(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int w16 = word(unit.low, 0) + sigma1(word(unit.sourceHigh, 0));
    int w17 = word(unit.low, 1) + sigma1(word(unit.sourceHigh, 1));
    int w18 = word(unit.high, 0) + sigma1(w16);
    int w19 = word(unit.high, 1) + sigma1(w17);
    unit.low = pair(w16, w17);
    unit.high = pair(w18, w19);
    PackedOperands.store(cpu, instruction);
  }
}
