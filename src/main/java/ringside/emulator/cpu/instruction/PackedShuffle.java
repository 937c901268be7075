package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.unsignedByte;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Packed elements put in another order, and blends (SDM, "PSHUFB", "SHUFPS", "PALIGNR", "BLENDPS").
 */
public final class PackedShuffle {
  private PackedShuffle() {}

  /** Selects each byte of the destination by the source, or clears it. */
  @Instruction(
      """
      NP 0F 38 00 /r  PSHUFB  Pq, Qq   cpuid=SSSE3
      66 0F 38 00 /r  PSHUFB  Vx, Wx   cpuid=SSSE3
      """)
  public static void pshufb(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    boolean wide = PackedOperands.isWide(instruction);
    long low = unit.low;
    long high = wide ? unit.high : unit.low;
    unit.low = selectBytes(low, high, unit.sourceLow);
    unit.high = selectBytes(low, high, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  private static long selectBytes(long low, long high, long selectors) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += 8) {
      int selector = unsignedByte(selectors, lane);
      if (selector < 0x80) {
        long half = (selector & 8) == 0 ? low : high;
        result |= put(half >>> (selector & 7) * 8, 8, lane);
      }
    }
    return result;
  }

  /** Selects four words of the source. */
  @Instruction("NP 0F 70 /r ib  PSHUFW  Pq, Qq, Ib   cpuid=SSE")
  public static void pshufw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = selectWords(unit.sourceLow, instruction.immediate());
    PackedOperands.store(cpu, instruction);
  }

  /** Selects the low four words of the source, and copies the high ones. */
  @Instruction("F2 0F 70 /r ib  PSHUFLW  Vx, Wx, Ib   cpuid=SSE2")
  public static void pshuflw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = selectWords(unit.sourceLow, instruction.immediate());
    unit.high = unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** Selects the high four words of the source, and copies the low ones. */
  @Instruction("F3 0F 70 /r ib  PSHUFHW  Vx, Wx, Ib   cpuid=SSE2")
  public static void pshufhw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = unit.sourceLow;
    unit.high = selectWords(unit.sourceHigh, instruction.immediate());
    PackedOperands.store(cpu, instruction);
  }

  private static long selectWords(long source, long selectors) {
    long result = 0;
    for (int element = 0; element < 4; element++) {
      int selector = (int) selectors >>> element * 2 & 3;
      result |= put(source >>> selector * 16, 16, element * 16);
    }
    return result;
  }

  /** Selects four doublewords of the source. */
  @Instruction("66 0F 70 /r ib  PSHUFD  Vx, Wx, Ib   cpuid=SSE2")
  public static void pshufd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    int selectors = (int) instruction.immediate();
    unit.low = selectPair(unit.sourceLow, unit.sourceHigh, selectors);
    unit.high = selectPair(unit.sourceLow, unit.sourceHigh, selectors >>> 4);
    PackedOperands.store(cpu, instruction);
  }

  /** Selects two singles of the destination and two of the source. */
  @Instruction("NP 0F C6 /r ib  SHUFPS  Vx, Wx, Ib   cpuid=SSE")
  public static void shufps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int selectors = (int) instruction.immediate();
    unit.low = selectPair(unit.low, unit.high, selectors);
    unit.high = selectPair(unit.sourceLow, unit.sourceHigh, selectors >>> 4);
    PackedOperands.store(cpu, instruction);
  }

  private static long selectPair(long low, long high, int selectors) {
    return doubleword(low, high, selectors) | doubleword(low, high, selectors >>> 2) << 32;
  }

  /** Doubleword 0 to 3 of an operand, zero-extended. */
  static long doubleword(long low, long high, int selector) {
    long half = (selector & 2) == 0 ? low : high;
    return half >>> (selector & 1) * 32 & 0xFFFF_FFFFL;
  }

  /** Selects a double of the destination and one of the source. */
  @Instruction("66 0F C6 /r ib  SHUFPD  Vx, Wx, Ib   cpuid=SSE2")
  public static void shufpd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int selectors = (int) instruction.immediate();
    unit.low = (selectors & 1) == 0 ? unit.low : unit.high;
    unit.high = (selectors & 2) == 0 ? unit.sourceLow : unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }

  /** Extracts an operand that begins at a byte of the source and goes on in the destination. */
  @Instruction(
      """
      NP 0F 3A 0F /r ib  PALIGNR  Pq, Qq, Ib   cpuid=SSSE3
      66 0F 3A 0F /r ib  PALIGNR  Vx, Wx, Ib   cpuid=SSSE3
      """)
  public static void palignr(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int bytes = (int) instruction.immediate();
    long first = unit.sourceLow;
    if (PackedOperands.isWide(instruction)) {
      long second = unit.sourceHigh;
      long third = unit.low;
      long fourth = unit.high;
      for (int skipped = 8; skipped <= bytes && skipped <= 32; skipped += 8) {
        first = second;
        second = third;
        third = fourth;
        fourth = 0;
      }
      unit.low = joined(first, second, bytes & 7);
      unit.high = joined(second, third, bytes & 7);
    } else {
      long second = unit.low;
      unit.low =
          bytes < 8 ? joined(first, second, bytes) : bytes < 16 ? joined(second, 0, bytes & 7) : 0;
    }
    PackedOperands.store(cpu, instruction);
  }

  private static long joined(long low, long high, int bytes) {
    return bytes == 0 ? low : low >>> bytes * 8 | high << 64 - bytes * 8;
  }

  /** Copies the words of the source that the immediate selects. */
  @Instruction("66 0F 3A 0E /r ib  PBLENDW  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void pblendw(LogicalProcessor cpu, DecodedInstruction instruction) {
    blend(cpu, instruction, 16);
  }

  /** Copies the singles of the source that the immediate selects. */
  @Instruction("66 0F 3A 0C /r ib  BLENDPS  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void blendps(LogicalProcessor cpu, DecodedInstruction instruction) {
    blend(cpu, instruction, 32);
  }

  /** Copies the doubles of the source that the immediate selects. */
  @Instruction("66 0F 3A 0D /r ib  BLENDPD  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void blendpd(LogicalProcessor cpu, DecodedInstruction instruction) {
    blend(cpu, instruction, 64);
  }

  private static void blend(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.load(cpu, instruction);
    int selectors = (int) instruction.immediate();
    unit.low = blend(unit.low, unit.sourceLow, mask(selectors, width));
    unit.high = blend(unit.high, unit.sourceHigh, mask(selectors >>> 64 / width, width));
    PackedOperands.store(cpu, instruction);
  }

  /** Makes elements of ones of the low bits. */
  private static long mask(int selectors, int width) {
    long mask = 0;
    for (int lane = 0; lane < 64; lane += width) {
      mask |= put(-(selectors >>> lane / width & 1), width, lane);
    }
    return mask;
  }

  private static long blend(long destination, long source, long mask) {
    return destination & ~mask | source & mask;
  }

  /** Copies the bytes of the source for which XMM0 has the sign set. */
  @Instruction("66 0F 38 10 /r  PBLENDVB  Vx, Wx, XMM0   cpuid=SSE4_1")
  public static void pblendvb(LogicalProcessor cpu, DecodedInstruction instruction) {
    blendVariable(cpu, instruction, 8);
  }

  /** Copies the singles of the source for which XMM0 has the sign set. */
  @Instruction("66 0F 38 14 /r  BLENDVPS  Vx, Wx, XMM0   cpuid=SSE4_1")
  public static void blendvps(LogicalProcessor cpu, DecodedInstruction instruction) {
    blendVariable(cpu, instruction, 32);
  }

  /** Copies the doubles of the source for which XMM0 has the sign set. */
  @Instruction("66 0F 38 15 /r  BLENDVPD  Vx, Wx, XMM0   cpuid=SSE4_1")
  public static void blendvpd(LogicalProcessor cpu, DecodedInstruction instruction) {
    blendVariable(cpu, instruction, 64);
  }

  private static void blendVariable(
      LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.load(cpu, instruction);
    unit.low = blend(unit.low, unit.sourceLow, signMask(unit.low(0), width));
    unit.high = blend(unit.high, unit.sourceHigh, signMask(unit.high(0), width));
    PackedOperands.store(cpu, instruction);
  }

  private static long signMask(long selectors, int width) {
    long mask = 0;
    for (int lane = 0; lane < 64; lane += width) {
      mask |= put(selectors << 64 - width - lane >> 63, width, lane);
    }
    return mask;
  }
}
