package ringside.emulator.cpu.instruction;

import static ringside.emulator.bits.Lanes.put;
import static ringside.emulator.bits.Lanes.signs;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Packed shifts (SDM, "MMX Shift Instructions"). The count is an immediate, or the low quadword of
 * the source; where it is not below the width, nothing but signs is left.
 */
public final class PackedShift {
  private PackedShift() {}

  /** Shifts packed words, doublewords or quadwords left. */
  @Instruction(
      """
      NP 0F F1 /r         PSLLW  Pq, Qq   cpuid=MMX
      66 0F F1 /r         PSLLW  Vx, Wx   cpuid=SSE2
      NP 0F F2 /r         PSLLD  Pq, Qq   cpuid=MMX
      66 0F F2 /r         PSLLD  Vx, Wx   cpuid=SSE2
      NP 0F F3 /r         PSLLQ  Pq, Qq   cpuid=MMX
      66 0F F3 /r         PSLLQ  Vx, Wx   cpuid=SSE2
      NP 0F 71 /6 11: ib  PSLLW  Nq, Ib   cpuid=MMX
      66 0F 71 /6 11: ib  PSLLW  Ux, Ib   cpuid=SSE2
      NP 0F 72 /6 11: ib  PSLLD  Nq, Ib   cpuid=MMX
      66 0F 72 /6 11: ib  PSLLD  Ux, Ib   cpuid=SSE2
      NP 0F 73 /6 11: ib  PSLLQ  Nq, Ib   cpuid=MMX
      66 0F 73 /6 11: ib  PSLLQ  Ux, Ib   cpuid=SSE2
      """)
  public static void psll(LogicalProcessor cpu, DecodedInstruction instruction) {
    int width = width(instruction);
    Sse unit = load(cpu, instruction);
    long count = unit.sourceLow;
    unit.low = left(unit.low, count, width);
    unit.high = left(unit.high, count, width);
    PackedOperands.store(cpu, instruction);
  }

  /** Shifts packed words, doublewords or quadwords right and fills with zeros. */
  @Instruction(
      """
      NP 0F D1 /r         PSRLW  Pq, Qq   cpuid=MMX
      66 0F D1 /r         PSRLW  Vx, Wx   cpuid=SSE2
      NP 0F D2 /r         PSRLD  Pq, Qq   cpuid=MMX
      66 0F D2 /r         PSRLD  Vx, Wx   cpuid=SSE2
      NP 0F D3 /r         PSRLQ  Pq, Qq   cpuid=MMX
      66 0F D3 /r         PSRLQ  Vx, Wx   cpuid=SSE2
      NP 0F 71 /2 11: ib  PSRLW  Nq, Ib   cpuid=MMX
      66 0F 71 /2 11: ib  PSRLW  Ux, Ib   cpuid=SSE2
      NP 0F 72 /2 11: ib  PSRLD  Nq, Ib   cpuid=MMX
      66 0F 72 /2 11: ib  PSRLD  Ux, Ib   cpuid=SSE2
      NP 0F 73 /2 11: ib  PSRLQ  Nq, Ib   cpuid=MMX
      66 0F 73 /2 11: ib  PSRLQ  Ux, Ib   cpuid=SSE2
      """)
  public static void psrl(LogicalProcessor cpu, DecodedInstruction instruction) {
    int width = width(instruction);
    Sse unit = load(cpu, instruction);
    long count = unit.sourceLow;
    unit.low = right(unit.low, count, width);
    unit.high = right(unit.high, count, width);
    PackedOperands.store(cpu, instruction);
  }

  /** Shifts packed words or doublewords right and fills with copies of their signs. */
  @Instruction(
      """
      NP 0F E1 /r         PSRAW  Pq, Qq   cpuid=MMX
      66 0F E1 /r         PSRAW  Vx, Wx   cpuid=SSE2
      NP 0F E2 /r         PSRAD  Pq, Qq   cpuid=MMX
      66 0F E2 /r         PSRAD  Vx, Wx   cpuid=SSE2
      NP 0F 71 /4 11: ib  PSRAW  Nq, Ib   cpuid=MMX
      66 0F 71 /4 11: ib  PSRAW  Ux, Ib   cpuid=SSE2
      NP 0F 72 /4 11: ib  PSRAD  Nq, Ib   cpuid=MMX
      66 0F 72 /4 11: ib  PSRAD  Ux, Ib   cpuid=SSE2
      """)
  public static void psra(LogicalProcessor cpu, DecodedInstruction instruction) {
    int width = width(instruction);
    Sse unit = load(cpu, instruction);
    boolean all = Long.compareUnsigned(unit.sourceLow, width) >= 0;
    int count = all ? width - 1 : (int) unit.sourceLow;
    unit.low = arithmetic(unit.low, count, width);
    unit.high = arithmetic(unit.high, count, width);
    PackedOperands.store(cpu, instruction);
  }

  /** The low two opcode bits: 1 words, 2 doublewords, 3 quadwords. */
  private static int width(DecodedInstruction instruction) {
    return 8 << (instruction.opcode() & 3);
  }

  private static Sse load(LogicalProcessor cpu, DecodedInstruction instruction) {
    if ((instruction.opcode() & 0xF0) != 0x70) {
      return PackedOperands.load(cpu, instruction);
    }
    Sse unit;
    int register = instruction.register(0);
    if (PackedOperands.isWide(instruction)) {
      unit = PackedOperands.sse(cpu);
      unit.low = unit.low(register);
      unit.high = unit.high(register);
    } else {
      unit = cpu.sse();
      unit.low = PackedOperands.mmx(cpu).mmx(register);
    }
    unit.sourceLow = instruction.immediate();
    return unit;
  }

  private static long left(long packed, long count, int width) {
    if (Long.compareUnsigned(count, width) >= 0) {
      return 0;
    }
    long lowest = signs(width) >>> width - 1;
    return packed << count & lowest * (-1L << count & -1L >>> 64 - width);
  }

  private static long right(long packed, long count, int width) {
    if (Long.compareUnsigned(count, width) >= 0) {
      return 0;
    }
    long lowest = signs(width) >>> width - 1;
    return packed >>> count & lowest * (-1L >>> 64 - width >>> count);
  }

  private static long arithmetic(long packed, int count, int width) {
    long result = 0;
    for (int lane = 0; lane < 64; lane += width) {
      result |= put(packed << 64 - width - lane >> 64 - width >> count, width, lane);
    }
    return result;
  }

  /** Shifts the whole operand right by bytes. */
  @Instruction("66 0F 73 /3 11: ib  PSRLDQ  Ux, Ib   cpuid=SSE2")
  public static void psrldq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = load(cpu, instruction);
    int bits = (int) Math.min(unit.sourceLow, 16) * 8;
    long low = unit.low;
    long high = unit.high;
    unit.low = bits < 64 ? low >>> bits | high << 1 << 63 - bits : bits < 128 ? high >>> bits : 0;
    unit.high = bits < 64 ? high >>> bits : 0;
    PackedOperands.store(cpu, instruction);
  }

  /** Shifts the whole operand left by bytes. */
  @Instruction("66 0F 73 /7 11: ib  PSLLDQ  Ux, Ib   cpuid=SSE2")
  public static void pslldq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = load(cpu, instruction);
    int bits = (int) Math.min(unit.sourceLow, 16) * 8;
    long low = unit.low;
    long high = unit.high;
    unit.high = bits < 64 ? high << bits | low >>> 1 >>> 63 - bits : bits < 128 ? low << bits : 0;
    unit.low = bits < 64 ? low << bits : 0;
    PackedOperands.store(cpu, instruction);
  }
}
