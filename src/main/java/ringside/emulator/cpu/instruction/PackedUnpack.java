package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Interleaving of packed elements (SDM, "PUNPCKLBW", "PUNPCKHBW", "UNPCKLPS" and their kin). */
public final class PackedUnpack {
  private PackedUnpack() {}

  /** Interleaves the low halves by bytes. */
  @Instruction(
      """
      NP 0F 60 /r  PUNPCKLBW  Pq, Qd   cpuid=MMX
      66 0F 60 /r  PUNPCKLBW  Vx, Wx   cpuid=SSE2
      """)
  public static void punpcklbw(LogicalProcessor cpu, DecodedInstruction instruction) {
    low(cpu, instruction, 8);
  }

  /** Interleaves the low halves by words. */
  @Instruction(
      """
      NP 0F 61 /r  PUNPCKLWD  Pq, Qd   cpuid=MMX
      66 0F 61 /r  PUNPCKLWD  Vx, Wx   cpuid=SSE2
      """)
  public static void punpcklwd(LogicalProcessor cpu, DecodedInstruction instruction) {
    low(cpu, instruction, 16);
  }

  /** Interleaves the low halves by doublewords. */
  @Instruction(
      """
      NP 0F 62 /r  PUNPCKLDQ  Pq, Qd   cpuid=MMX
      66 0F 62 /r  PUNPCKLDQ  Vx, Wx   cpuid=SSE2
      NP 0F 14 /r  UNPCKLPS   Vx, Wx   cpuid=SSE
      """)
  public static void punpckldq(LogicalProcessor cpu, DecodedInstruction instruction) {
    low(cpu, instruction, 32);
  }

  /** Interleaves the high halves by bytes. */
  @Instruction(
      """
      NP 0F 68 /r  PUNPCKHBW  Pq, Qq   cpuid=MMX
      66 0F 68 /r  PUNPCKHBW  Vx, Wx   cpuid=SSE2
      """)
  public static void punpckhbw(LogicalProcessor cpu, DecodedInstruction instruction) {
    high(cpu, instruction, 8);
  }

  /** Interleaves the high halves by words. */
  @Instruction(
      """
      NP 0F 69 /r  PUNPCKHWD  Pq, Qq   cpuid=MMX
      66 0F 69 /r  PUNPCKHWD  Vx, Wx   cpuid=SSE2
      """)
  public static void punpckhwd(LogicalProcessor cpu, DecodedInstruction instruction) {
    high(cpu, instruction, 16);
  }

  /** Interleaves the high halves by doublewords. */
  @Instruction(
      """
      NP 0F 6A /r  PUNPCKHDQ  Pq, Qq   cpuid=MMX
      66 0F 6A /r  PUNPCKHDQ  Vx, Wx   cpuid=SSE2
      NP 0F 15 /r  UNPCKHPS   Vx, Wx   cpuid=SSE
      """)
  public static void punpckhdq(LogicalProcessor cpu, DecodedInstruction instruction) {
    high(cpu, instruction, 32);
  }

  private static void low(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.load(cpu, instruction);
    long destination = unit.low;
    unit.low = interleave(destination, unit.sourceLow, width);
    unit.high = interleave(destination >>> 32, unit.sourceLow >>> 32, width);
    PackedOperands.store(cpu, instruction);
  }

  private static void high(LogicalProcessor cpu, DecodedInstruction instruction, int width) {
    Sse unit = PackedOperands.load(cpu, instruction);
    boolean wide = PackedOperands.isWide(instruction);
    long destination = wide ? unit.high : unit.low;
    long source = wide ? unit.sourceHigh : unit.sourceLow;
    unit.low =
        interleave(wide ? destination : destination >>> 32, wide ? source : source >>> 32, width);
    unit.high = interleave(destination >>> 32, source >>> 32, width);
    PackedOperands.store(cpu, instruction);
  }

  /** Interleaves the low doublewords by elements of {@code width} bits. */
  private static long interleave(long destination, long source, int width) {
    long result = 0;
    for (int lane = 0; lane < 32; lane += width) {
      result |= put(destination >>> lane, width, lane * 2);
      result |= put(source >>> lane, width, lane * 2 + width);
    }
    return result;
  }

  /** Takes the low quadwords of both operands. */
  @Instruction(
      """
      66 0F 6C /r  PUNPCKLQDQ  Vx, Wx   cpuid=SSE2
      66 0F 14 /r  UNPCKLPD    Vx, Wx   cpuid=SSE2
      """)
  public static void punpcklqdq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    unit.high = unit.sourceLow;
    PackedOperands.store(cpu, instruction);
  }

  /** Takes the high quadwords of both operands. */
  @Instruction(
      """
      66 0F 6D /r  PUNPCKHQDQ  Vx, Wx   cpuid=SSE2
      66 0F 15 /r  UNPCKHPD    Vx, Wx   cpuid=SSE2
      """)
  public static void punpckhqdq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    unit.low = unit.high;
    unit.high = unit.sourceHigh;
    PackedOperands.store(cpu, instruction);
  }
}
