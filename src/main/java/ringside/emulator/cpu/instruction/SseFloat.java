package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.SseArithmetic;
import ringside.emulator.cpu.SseArithmetic.Operation;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.isa.Opcode;

/** Floating-point arithmetic on packed and scalar elements (SDM, "SSE Packed Arithmetic"). */
public final class SseFloat {
  private SseFloat() {}

  /** Adds. */
  @Instruction(
      """
      NP 0F 58 /r  ADDPS  Vx, Wx    cpuid=SSE
      66 0F 58 /r  ADDPD  Vx, Wx    cpuid=SSE2
      F3 0F 58 /r  ADDSS  Vx, Wss   cpuid=SSE
      F2 0F 58 /r  ADDSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void add(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.ADD);
  }

  /** Subtracts. */
  @Instruction(
      """
      NP 0F 5C /r  SUBPS  Vx, Wx    cpuid=SSE
      66 0F 5C /r  SUBPD  Vx, Wx    cpuid=SSE2
      F3 0F 5C /r  SUBSS  Vx, Wss   cpuid=SSE
      F2 0F 5C /r  SUBSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void sub(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.SUBTRACT);
  }

  /** Multiplies. */
  @Instruction(
      """
      NP 0F 59 /r  MULPS  Vx, Wx    cpuid=SSE
      66 0F 59 /r  MULPD  Vx, Wx    cpuid=SSE2
      F3 0F 59 /r  MULSS  Vx, Wss   cpuid=SSE
      F2 0F 59 /r  MULSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void mul(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.MULTIPLY);
  }

  /** Divides. */
  @Instruction(
      """
      NP 0F 5E /r  DIVPS  Vx, Wx    cpuid=SSE
      66 0F 5E /r  DIVPD  Vx, Wx    cpuid=SSE2
      F3 0F 5E /r  DIVSS  Vx, Wss   cpuid=SSE
      F2 0F 5E /r  DIVSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void div(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.DIVIDE);
  }

  /** The smaller of two elements; the source if neither is. */
  @Instruction(
      """
      NP 0F 5D /r  MINPS  Vx, Wx    cpuid=SSE
      66 0F 5D /r  MINPD  Vx, Wx    cpuid=SSE2
      F3 0F 5D /r  MINSS  Vx, Wss   cpuid=SSE
      F2 0F 5D /r  MINSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void min(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.MINIMUM);
  }

  /** The larger of two elements; the source if neither is. */
  @Instruction(
      """
      NP 0F 5F /r  MAXPS  Vx, Wx    cpuid=SSE
      66 0F 5F /r  MAXPD  Vx, Wx    cpuid=SSE2
      F3 0F 5F /r  MAXSS  Vx, Wss   cpuid=SSE
      F2 0F 5F /r  MAXSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void max(LogicalProcessor cpu, DecodedInstruction instruction) {
    binary(cpu, instruction, Operation.MAXIMUM);
  }

  private static void binary(
      LogicalProcessor cpu, DecodedInstruction instruction, Operation operation) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    boolean isDouble = SseOperands.isDouble(instruction);
    boolean scalar = SseOperands.isScalar(instruction);
    if (isDouble) {
      unit.low = arithmetic.binary(operation, unit.low, unit.sourceLow, true);
      if (!scalar) {
        unit.high = arithmetic.binary(operation, unit.high, unit.sourceHigh, true);
      }
    } else {
      unit.low = singles(arithmetic, operation, unit.low, unit.sourceLow, scalar);
      if (!scalar) {
        unit.high = singles(arithmetic, operation, unit.high, unit.sourceHigh, false);
      }
    }
    SseOperands.store(cpu, instruction);
  }

  private static long singles(
      SseArithmetic arithmetic,
      Operation operation,
      long destination,
      long source,
      boolean scalar) {
    long low = arithmetic.binary(operation, destination, source, false);
    long high =
        scalar
            ? destination >>> 32
            : arithmetic.binary(operation, destination >>> 32, source >>> 32, false);
    return high << 32 | low;
  }

  /** Square roots. */
  @Instruction(
      """
      NP 0F 51 /r  SQRTPS  Vx, Wx    cpuid=SSE
      66 0F 51 /r  SQRTPD  Vx, Wx    cpuid=SSE2
      F3 0F 51 /r  SQRTSS  Vx, Wss   cpuid=SSE
      F2 0F 51 /r  SQRTSD  Vx, Wsd   cpuid=SSE2
      """)
  public static void sqrt(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    boolean scalar = SseOperands.isScalar(instruction);
    if (SseOperands.isDouble(instruction)) {
      unit.low = arithmetic.squareRoot(unit.sourceLow, true);
      unit.high = scalar ? unit.high : arithmetic.squareRoot(unit.sourceHigh, true);
    } else {
      long low = arithmetic.squareRoot(unit.sourceLow, false);
      long next = scalar ? unit.low >>> 32 : arithmetic.squareRoot(unit.sourceLow >>> 32, false);
      unit.low = next << 32 | low;
      if (!scalar) {
        long third = arithmetic.squareRoot(unit.sourceHigh, false);
        unit.high = arithmetic.squareRoot(unit.sourceHigh >>> 32, false) << 32 | third;
      }
    }
    SseOperands.store(cpu, instruction);
  }

  /** Adds neighbouring elements. */
  @Instruction(
      """
      F2 0F 7C /r  HADDPS  Vx, Wx   cpuid=SSE3
      66 0F 7C /r  HADDPD  Vx, Wx   cpuid=SSE3
      """)
  public static void hadd(LogicalProcessor cpu, DecodedInstruction instruction) {
    horizontal(cpu, instruction, Operation.ADD);
  }

  /** Subtracts from each even element the odd one above it. */
  @Instruction(
      """
      F2 0F 7D /r  HSUBPS  Vx, Wx   cpuid=SSE3
      66 0F 7D /r  HSUBPD  Vx, Wx   cpuid=SSE3
      """)
  public static void hsub(LogicalProcessor cpu, DecodedInstruction instruction) {
    horizontal(cpu, instruction, Operation.SUBTRACT);
  }

  private static void horizontal(
      LogicalProcessor cpu, DecodedInstruction instruction, Operation operation) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    if (instruction.row().opcode().prefix() == Opcode.MandatoryPrefix.P66) {
      unit.low = arithmetic.binary(operation, unit.low, unit.high, true);
      unit.high = arithmetic.binary(operation, unit.sourceLow, unit.sourceHigh, true);
    } else {
      unit.low = neighbours(arithmetic, operation, unit.low, unit.high);
      unit.high = neighbours(arithmetic, operation, unit.sourceLow, unit.sourceHigh);
    }
    SseOperands.store(cpu, instruction);
  }

  private static long neighbours(
      SseArithmetic arithmetic, Operation operation, long low, long high) {
    long first = arithmetic.binary(operation, low, low >>> 32, false);
    return arithmetic.binary(operation, high, high >>> 32, false) << 32 | first;
  }

  /** Subtracts even elements and adds odd ones. */
  @Instruction(
      """
      F2 0F D0 /r  ADDSUBPS  Vx, Wx   cpuid=SSE3
      66 0F D0 /r  ADDSUBPD  Vx, Wx   cpuid=SSE3
      """)
  public static void addsub(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    if (instruction.row().opcode().prefix() == Opcode.MandatoryPrefix.P66) {
      unit.low = arithmetic.binary(Operation.SUBTRACT, unit.low, unit.sourceLow, true);
      unit.high = arithmetic.binary(Operation.ADD, unit.high, unit.sourceHigh, true);
    } else {
      unit.low = alternating(arithmetic, unit.low, unit.sourceLow);
      unit.high = alternating(arithmetic, unit.high, unit.sourceHigh);
    }
    SseOperands.store(cpu, instruction);
  }

  private static long alternating(SseArithmetic arithmetic, long destination, long source) {
    long even = arithmetic.binary(Operation.SUBTRACT, destination, source, false);
    long odd = arithmetic.binary(Operation.ADD, destination >>> 32, source >>> 32, false);
    return odd << 32 | even;
  }

  /**
   * Dot product of selected elements, to selected places. Each place has its own order of
   * additions, which shows in the NaN that survives: the neighbour's product comes first in an even
   * place, and then the place's own half.
   */
  @Instruction("66 0F 3A 40 /r ib  DPPS  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void dpps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    int control = (int) instruction.immediate();
    long low =
        neighbourSums(arithmetic, products(arithmetic, control >>> 4, unit.low, unit.sourceLow));
    long high =
        neighbourSums(arithmetic, products(arithmetic, control >>> 6, unit.high, unit.sourceHigh));
    unit.low = selected(control, sums(arithmetic, low, high));
    unit.high = selected(control >>> 2, sums(arithmetic, high, low));
    SseOperands.store(cpu, instruction);
  }

  private static long products(
      SseArithmetic arithmetic, int selectors, long destination, long source) {
    long low =
        (selectors & 1) != 0
            ? arithmetic.binary(Operation.MULTIPLY, destination, source, false)
            : 0;
    long high =
        (selectors & 2) != 0
            ? arithmetic.binary(Operation.MULTIPLY, destination >>> 32, source >>> 32, false)
            : 0;
    return high << 32 | low;
  }

  private static long neighbourSums(SseArithmetic arithmetic, long products) {
    long even = arithmetic.binary(Operation.ADD, products >>> 32, products, false);
    return arithmetic.binary(Operation.ADD, products, products >>> 32, false) << 32 | even;
  }

  private static long sums(SseArithmetic arithmetic, long own, long other) {
    long even = arithmetic.binary(Operation.ADD, own, other, false);
    return arithmetic.binary(Operation.ADD, own >>> 32, other >>> 32, false) << 32 | even;
  }

  private static long selected(int places, long sums) {
    return sums & ((places & 1) != 0 ? 0xFFFF_FFFFL : 0)
        | ((places & 2) != 0 ? sums & -1L << 32 : 0);
  }

  /** Dot product of selected doubles, to selected places. */
  @Instruction("66 0F 3A 41 /r ib  DPPD  Vx, Wx, Ib   cpuid=SSE4_1")
  public static void dppd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = SseOperands.load(cpu, instruction);
    SseArithmetic arithmetic = unit.arithmetic;
    int control = (int) instruction.immediate();
    long first =
        (control & 0x10) != 0
            ? arithmetic.binary(Operation.MULTIPLY, unit.low, unit.sourceLow, true)
            : 0;
    long second =
        (control & 0x20) != 0
            ? arithmetic.binary(Operation.MULTIPLY, unit.high, unit.sourceHigh, true)
            : 0;
    long sum = arithmetic.binary(Operation.ADD, first, second, true);
    unit.low = (control & 1) != 0 ? sum : 0;
    unit.high = (control & 2) != 0 ? sum : 0;
    SseOperands.store(cpu, instruction);
  }
}
