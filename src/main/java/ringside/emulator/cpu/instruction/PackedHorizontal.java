package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.saturateSigned;
import static ringside.emulator.bits.Lanes.saturateUnsigned;
import static ringside.emulator.bits.Lanes.signedWord;

import ringside.emulator.bits.Lanes;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Packed instructions that make each half of the result of one operand: packing with saturation,
 * and horizontal addition and subtraction (SDM, "PACKSSWB", "PHADDW" and their kin).
 */
public final class PackedHorizontal {
  private PackedHorizontal() {}

  /** Loads the operands so that an MMX pair stands where the destination's halves do. */
  private static Sse loadHalves(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    if (!PackedOperands.isWide(instruction)) {
      unit.high = unit.sourceLow;
    }
    return unit;
  }

  /** Packs signed words into signed bytes. */
  @Instruction(
      """
      NP 0F 63 /r  PACKSSWB  Pq, Qq   cpuid=MMX
      66 0F 63 /r  PACKSSWB  Vx, Wx   cpuid=SSE2
      """)
  public static void packsswb(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = wordsToSignedBytes(unit.low, unit.high);
    unit.high = wordsToSignedBytes(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Packs signed words into unsigned bytes. */
  @Instruction(
      """
      NP 0F 67 /r  PACKUSWB  Pq, Qq   cpuid=MMX
      66 0F 67 /r  PACKUSWB  Vx, Wx   cpuid=SSE2
      """)
  public static void packuswb(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = wordsToUnsignedBytes(unit.low, unit.high);
    unit.high = wordsToUnsignedBytes(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Packs signed doublewords into signed words. */
  @Instruction(
      """
      NP 0F 6B /r  PACKSSDW  Pq, Qq   cpuid=MMX
      66 0F 6B /r  PACKSSDW  Vx, Wx   cpuid=SSE2
      """)
  public static void packssdw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = doublewordsToSignedWords(unit.low, unit.high);
    unit.high = doublewordsToSignedWords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Packs signed doublewords into unsigned words. */
  @Instruction("66 0F 38 2B /r  PACKUSDW  Vx, Wx   cpuid=SSE4_1")
  public static void packusdw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = doublewordsToUnsignedWords(unit.low, unit.high);
    unit.high = doublewordsToUnsignedWords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  private static long wordsToSignedBytes(long low, long high) {
    long result = 0;
    for (int lane = 0; lane < 32; lane += 8) {
      result |= put(saturateSigned(signedWord(low, lane * 2), 8), 8, lane);
      result |= put(saturateSigned(signedWord(high, lane * 2), 8), 8, lane + 32);
    }
    return result;
  }

  private static long wordsToUnsignedBytes(long low, long high) {
    long result = 0;
    for (int lane = 0; lane < 32; lane += 8) {
      result |= put(saturateUnsigned(signedWord(low, lane * 2), 8), 8, lane);
      result |= put(saturateUnsigned(signedWord(high, lane * 2), 8), 8, lane + 32);
    }
    return result;
  }

  private static long doublewordsToSignedWords(long low, long high) {
    return put(saturateSigned((int) low, 16), 16, 0)
        | put(saturateSigned((int) (low >>> 32), 16), 16, 16)
        | put(saturateSigned((int) high, 16), 16, 32)
        | put(saturateSigned((int) (high >>> 32), 16), 16, 48);
  }

  private static long doublewordsToUnsignedWords(long low, long high) {
    return put(saturateUnsigned((int) low, 16), 16, 0)
        | put(saturateUnsigned((int) (low >>> 32), 16), 16, 16)
        | put(saturateUnsigned((int) high, 16), 16, 32)
        | put(saturateUnsigned((int) (high >>> 32), 16), 16, 48);
  }

  /** Adds neighbouring words. */
  @Instruction(
      """
      NP 0F 38 01 /r  PHADDW  Pq, Qq   cpuid=SSSE3
      66 0F 38 01 /r  PHADDW  Vx, Wx   cpuid=SSSE3
      """)
  public static void phaddw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = addWords(unit.low, unit.high);
    unit.high = addWords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Adds neighbouring doublewords. */
  @Instruction(
      """
      NP 0F 38 02 /r  PHADDD  Pq, Qq   cpuid=SSSE3
      66 0F 38 02 /r  PHADDD  Vx, Wx   cpuid=SSSE3
      """)
  public static void phaddd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = addDoublewords(unit.low, unit.high);
    unit.high = addDoublewords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Adds neighbouring words with saturation. */
  @Instruction(
      """
      NP 0F 38 03 /r  PHADDSW  Pq, Qq   cpuid=SSSE3
      66 0F 38 03 /r  PHADDSW  Vx, Wx   cpuid=SSSE3
      """)
  public static void phaddsw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = addWordsSaturated(unit.low, unit.high);
    unit.high = addWordsSaturated(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Subtracts from each even word the odd one above it. */
  @Instruction(
      """
      NP 0F 38 05 /r  PHSUBW  Pq, Qq   cpuid=SSSE3
      66 0F 38 05 /r  PHSUBW  Vx, Wx   cpuid=SSSE3
      """)
  public static void phsubw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = subtractWords(unit.low, unit.high);
    unit.high = subtractWords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Subtracts from each even doubleword the odd one above it. */
  @Instruction(
      """
      NP 0F 38 06 /r  PHSUBD  Pq, Qq   cpuid=SSSE3
      66 0F 38 06 /r  PHSUBD  Vx, Wx   cpuid=SSSE3
      """)
  public static void phsubd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = subtractDoublewords(unit.low, unit.high);
    unit.high = subtractDoublewords(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Subtracts from each even word the odd one above it, with saturation. */
  @Instruction(
      """
      NP 0F 38 07 /r  PHSUBSW  Pq, Qq   cpuid=SSSE3
      66 0F 38 07 /r  PHSUBSW  Vx, Wx   cpuid=SSSE3
      """)
  public static void phsubsw(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = loadHalves(cpu, instruction);
    unit.low = subtractWordsSaturated(unit.low, unit.high);
    unit.high = subtractWordsSaturated(unit.sourceLow, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  private static long addWords(long low, long high) {
    return Lanes.add(even(low, high), odd(low, high), 16);
  }

  private static long addDoublewords(long low, long high) {
    return put(low + (low >>> 32), 32, 0) | put(high + (high >>> 32), 32, 32);
  }

  private static long addWordsSaturated(long low, long high) {
    return PackedArithmetic.paddsw(even(low, high), odd(low, high));
  }

  private static long subtractWords(long low, long high) {
    return Lanes.subtract(even(low, high), odd(low, high), 16);
  }

  private static long subtractDoublewords(long low, long high) {
    return put(low - (low >>> 32), 32, 0) | put(high - (high >>> 32), 32, 32);
  }

  private static long subtractWordsSaturated(long low, long high) {
    return PackedArithmetic.psubsw(even(low, high), odd(low, high));
  }

  /** The even words of both. */
  private static long even(long low, long high) {
    return put(low, 16, 0) | put(low >>> 32, 16, 16) | put(high, 16, 32) | put(high >>> 32, 16, 48);
  }

  private static long odd(long low, long high) {
    return even(low >>> 16, high >>> 16);
  }
}
