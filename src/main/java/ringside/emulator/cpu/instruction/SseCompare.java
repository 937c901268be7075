package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.SseArithmetic;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.softfloat.SoftFloat.Relation;

/** Floating-point comparison (SDM, "CMPPS", "COMISS", "UCOMISS"). */
public final class SseCompare {
  private SseCompare() {}

  /** Makes all ones where the relation that the immediate selects holds, and zeros elsewhere. */
  @Instruction(
      """
      NP 0F C2 /r ib  CMPPS  Vx, Wx, Ib    cpuid=SSE
      66 0F C2 /r ib  CMPPD  Vx, Wx, Ib    cpuid=SSE2
      F3 0F C2 /r ib  CMPSS  Vx, Wss, Ib   cpuid=SSE
      F2 0F C2 /r ib  CMPSD  Vx, Wsd, Ib   cpuid=SSE2
      """)
  public static void cmp(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    int predicate = (int) instruction.immediate() & 7;
    boolean scalar = SseOperands.isScalar(instruction);
    if (SseOperands.isDouble(instruction)) {
      unit.low = mask(arithmetic, predicate, unit.low, unit.sourceLow);
      unit.high = scalar ? unit.high : mask(arithmetic, predicate, unit.high, unit.sourceHigh);
    } else {
      unit.low = masks(arithmetic, predicate, unit.low, unit.sourceLow, scalar);
      unit.high =
          scalar ? unit.high : masks(arithmetic, predicate, unit.high, unit.sourceHigh, false);
    }
    SseOperands.store(cpu, instruction);
  }

  private static long mask(SseArithmetic arithmetic, int predicate, long destination, long source) {
    return arithmetic.holds(predicate, destination, source, true) ? -1 : 0;
  }

  private static long masks(
      SseArithmetic arithmetic, int predicate, long destination, long source, boolean scalar) {
    long low = arithmetic.holds(predicate, destination, source, false) ? 0xFFFF_FFFFL : 0;
    if (scalar) {
      return destination & 0xFFFF_FFFF_0000_0000L | low;
    }
    boolean upper = arithmetic.holds(predicate, destination >>> 32, source >>> 32, false);
    return low | (upper ? 0xFFFF_FFFF_0000_0000L : 0);
  }

  /** Compares the low elements and sets ZF, PF and CF; any NaN is invalid. */
  @Instruction(
      """
      NP 0F 2F /r  COMISS  Vx, Wss   cpuid=SSE
      66 0F 2F /r  COMISD  Vx, Wsd   cpuid=SSE2
      """)
  public static void comis(LogicalProcessor cpu, DecodedInstruction instruction) {
    compare(cpu, instruction, true);
  }

  /** Compares the low elements and sets ZF, PF and CF; a quiet NaN is no exception. */
  @Instruction(
      """
      NP 0F 2E /r  UCOMISS  Vx, Wss   cpuid=SSE
      66 0F 2E /r  UCOMISD  Vx, Wsd   cpuid=SSE2
      """)
  public static void ucomis(LogicalProcessor cpu, DecodedInstruction instruction) {
    compare(cpu, instruction, false);
  }

  private static void compare(
      LogicalProcessor cpu, DecodedInstruction instruction, boolean signals) {
    Sse unit = SseOperands.load(cpu, instruction);
    boolean isDouble = SseOperands.isDouble(instruction);
    Relation relation = unit.arithmetic.compare(unit.low, unit.sourceLow, isDouble, signals);
    PackedOperands.raise(cpu);
    cpu.alu.setStatusFlags(
        switch (relation) {
          case UNORDERED -> Alu.ZF | Alu.PF | Alu.CF;
          case EQUAL -> Alu.ZF;
          case LESS -> Alu.CF;
          case GREATER -> 0;
        });
  }
}
