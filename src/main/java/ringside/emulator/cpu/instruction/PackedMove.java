package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.cpu.X87;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.isa.OperandKind;

/** Copies of MMX and XMM registers (SDM, "SSE Data Transfer Instructions", "MOVD", "MOVQ"). */
public final class PackedMove {
  private PackedMove() {}

  /** Copies 16 bytes, which in memory must be aligned. */
  @Instruction(
      """
      NP 0F 28 /r        MOVAPS    Vx, Wx   cpuid=SSE
      66 0F 28 /r        MOVAPD    Vx, Wx   cpuid=SSE2
      66 0F 6F /r        MOVDQA    Vx, Wx   cpuid=SSE2
      66 0F 38 2A /r m:  MOVNTDQA  Vx, Mx   cpuid=SSE4_1
      """)
  public static void loadAligned(LogicalProcessor cpu, DecodedInstruction instruction) {
    load(cpu, instruction, true);
  }

  /** Copies 16 bytes. */
  @Instruction(
      """
      NP 0F 10 /r     MOVUPS  Vx, Wx   cpuid=SSE
      66 0F 10 /r     MOVUPD  Vx, Wx   cpuid=SSE2
      F3 0F 6F /r     MOVDQU  Vx, Wx   cpuid=SSE2
      F2 0F F0 /r m:  LDDQU   Vx, Mx   cpuid=SSE3
      """)
  public static void loadUnaligned(LogicalProcessor cpu, DecodedInstruction instruction) {
    load(cpu, instruction, false);
  }

  private static void load(LogicalProcessor cpu, DecodedInstruction instruction, boolean aligned) {
    Sse unit = PackedOperands.sse(cpu);
    PackedOperands.loadWide(cpu, instruction, 1, aligned);
    unit.set(instruction.register(0), unit.sourceLow, unit.sourceHigh);
  }

  /** Copies 16 bytes, which in memory must be aligned. */
  @Instruction(
      """
      NP 0F 29 /r     MOVAPS   Wx, Vx   cpuid=SSE
      66 0F 29 /r     MOVAPD   Wx, Vx   cpuid=SSE2
      66 0F 7F /r     MOVDQA   Wx, Vx   cpuid=SSE2
      NP 0F 2B /r m:  MOVNTPS  Mx, Vx   cpuid=SSE
      66 0F 2B /r m:  MOVNTPD  Mx, Vx   cpuid=SSE2
      66 0F E7 /r m:  MOVNTDQ  Mx, Vx   cpuid=SSE2
      """)
  public static void storeAligned(LogicalProcessor cpu, DecodedInstruction instruction) {
    store(cpu, instruction, true);
  }

  /** Copies 16 bytes. */
  @Instruction(
      """
      NP 0F 11 /r  MOVUPS  Wx, Vx   cpuid=SSE
      66 0F 11 /r  MOVUPD  Wx, Vx   cpuid=SSE2
      F3 0F 7F /r  MOVDQU  Wx, Vx   cpuid=SSE2
      """)
  public static void storeUnaligned(LogicalProcessor cpu, DecodedInstruction instruction) {
    store(cpu, instruction, false);
  }

  private static void store(LogicalProcessor cpu, DecodedInstruction instruction, boolean aligned) {
    Sse unit = PackedOperands.sse(cpu);
    int source = instruction.register(1);
    if (instruction.hasMemory()) {
      PackedOperands.storeWide(cpu, instruction, aligned, unit.low(source), unit.high(source));
    } else {
      unit.set(instruction.register(0), unit.low(source), unit.high(source));
    }
  }

  /** Copies the low single; from memory it clears the rest. */
  @Instruction("F3 0F 10 /r  MOVSS  Vx, Wss   cpuid=SSE")
  public static void movss(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    PackedOperands.loadWide(cpu, instruction, 1, false);
    int register = instruction.register(0);
    if (instruction.hasMemory()) {
      unit.set(register, unit.sourceLow, 0);
    } else {
      unit.setLow(register, low32(unit.low(register), unit.sourceLow));
    }
  }

  private static long low32(long destination, long source) {
    return destination & 0xFFFF_FFFF_0000_0000L | source & 0xFFFF_FFFFL;
  }

  /** Copies the low double; from memory it clears the rest. */
  @Instruction("F2 0F 10 /r  MOVSD  Vx, Wsd   cpuid=SSE2")
  public static void movsd(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    PackedOperands.loadWide(cpu, instruction, 1, false);
    int register = instruction.register(0);
    if (instruction.hasMemory()) {
      unit.set(register, unit.sourceLow, 0);
    } else {
      unit.setLow(register, unit.sourceLow);
    }
  }

  /** Copies the low single to a register, where the rest stays, or to memory. */
  @Instruction("F3 0F 11 /r  MOVSS  Wss, Vx   cpuid=SSE")
  public static void movssStore(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = unit.low(instruction.register(1));
    if (instruction.hasMemory()) {
      cpu.setOperand(instruction, 0, source);
    } else {
      int register = instruction.register(0);
      unit.setLow(register, low32(unit.low(register), source));
    }
  }

  /** Copies the low quadword to a register, where the rest stays, or to memory. */
  @Instruction(
      """
      F2 0F 11 /r     MOVSD   Wsd, Vx   cpuid=SSE2
      NP 0F 13 /r m:  MOVLPS  Mq, Vx    cpuid=SSE
      66 0F 13 /r m:  MOVLPD  Mq, Vx    cpuid=SSE2
      """)
  public static void storeLow(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = unit.low(instruction.register(1));
    if (instruction.hasMemory()) {
      cpu.setOperand(instruction, 0, source);
    } else {
      unit.setLow(instruction.register(0), source);
    }
  }

  /** Loads the low quadword and keeps the high one. */
  @Instruction(
      """
      NP 0F 12 /r m:  MOVLPS  Vx, Mq   cpuid=SSE
      66 0F 12 /r m:  MOVLPD  Vx, Mq   cpuid=SSE2
      """)
  public static void loadLow(LogicalProcessor cpu, DecodedInstruction instruction) {
    PackedOperands.sse(cpu).setLow(instruction.register(0), cpu.operand(instruction, 1));
  }

  /** Copies the high quadword of the source to the low one of the destination. */
  @Instruction("NP 0F 12 /r 11:  MOVHLPS  Vx, Ux   cpuid=SSE")
  public static void movhlps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    unit.setLow(instruction.register(0), unit.high(instruction.register(1)));
  }

  /** Loads the high quadword and keeps the low one. */
  @Instruction(
      """
      NP 0F 16 /r m:  MOVHPS  Vx, Mq   cpuid=SSE
      66 0F 16 /r m:  MOVHPD  Vx, Mq   cpuid=SSE2
      """)
  public static void loadHigh(LogicalProcessor cpu, DecodedInstruction instruction) {
    PackedOperands.sse(cpu).setHigh(instruction.register(0), cpu.operand(instruction, 1));
  }

  /** Copies the low quadword of the source to the high one of the destination. */
  @Instruction("NP 0F 16 /r 11:  MOVLHPS  Vx, Ux   cpuid=SSE")
  public static void movlhps(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    unit.setHigh(instruction.register(0), unit.low(instruction.register(1)));
  }

  /** Stores the high quadword. */
  @Instruction(
      """
      NP 0F 17 /r m:  MOVHPS  Mq, Vx   cpuid=SSE
      66 0F 17 /r m:  MOVHPD  Mq, Vx   cpuid=SSE2
      """)
  public static void storeHigh(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.setOperand(instruction, 0, PackedOperands.sse(cpu).high(instruction.register(1)));
  }

  /** Copies the even singles over the odd ones. */
  @Instruction("F3 0F 12 /r  MOVSLDUP  Vx, Wx   cpuid=SSE3")
  public static void movsldup(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = low32(unit.sourceLow << 32, unit.sourceLow);
    unit.high = low32(unit.sourceHigh << 32, unit.sourceHigh);
    PackedOperands.store(cpu, instruction);
  }

  /** Copies the odd singles over the even ones. */
  @Instruction("F3 0F 16 /r  MOVSHDUP  Vx, Wx   cpuid=SSE3")
  public static void movshdup(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = low32(unit.sourceLow, unit.sourceLow >>> 32);
    unit.high = low32(unit.sourceHigh, unit.sourceHigh >>> 32);
    PackedOperands.store(cpu, instruction);
  }

  /** Copies the low double to both halves. */
  @Instruction("F2 0F 12 /r  MOVDDUP  Vx, Wsd   cpuid=SSE3")
  public static void movddup(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.set(instruction.register(0), unit.sourceLow, unit.sourceLow);
  }

  /** Copies a general register or memory to the low end of a register, and clears the rest. */
  @Instruction(
      """
      NP 0F 6E /r            MOVD  Pq, Ed   cpuid=MMX
      NP REX.W 0F 6E /r 11:  MOVQ  Pq, Rq   cpuid=MMX o64
      NP REX.W 0F 6E /r m:   MOVQ  Pq, Mq   cpuid=MMX o64 alias
      66 0F 6E /r            MOVD  Vx, Ed   cpuid=SSE2
      66 REX.W 0F 6E /r 11:  MOVQ  Vx, Rq   cpuid=SSE2 o64
      66 REX.W 0F 6E /r m:   MOVQ  Vx, Mq   cpuid=SSE2 o64 alias
      """)
  public static void movd(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (PackedOperands.isWide(instruction)) {
      PackedOperands.sse(cpu).set(instruction.register(0), cpu.operand(instruction, 1), 0);
    } else {
      X87 fpu = PackedOperands.mmx(cpu);
      long source = cpu.operand(instruction, 1);
      fpu.enterMmx();
      fpu.setMmx(instruction.register(0), source);
    }
  }

  /** Copies the low end of a register to a general register or memory. */
  @Instruction(
      """
      NP 0F 7E /r            MOVD  Ed, Pq   cpuid=MMX
      NP REX.W 0F 7E /r 11:  MOVQ  Rq, Pq   cpuid=MMX o64
      NP REX.W 0F 7E /r m:   MOVQ  Mq, Pq   cpuid=MMX o64 alias
      66 0F 7E /r            MOVD  Ed, Vx   cpuid=SSE2
      66 REX.W 0F 7E /r 11:  MOVQ  Rq, Vx   cpuid=SSE2 o64
      66 REX.W 0F 7E /r m:   MOVQ  Mq, Vx   cpuid=SSE2 o64 alias
      """)
  public static void movdStore(LogicalProcessor cpu, DecodedInstruction instruction) {
    if (instruction.kind(1) == OperandKind.XMM) {
      cpu.setOperand(instruction, 0, PackedOperands.sse(cpu).low(instruction.register(1)));
    } else {
      X87 fpu = PackedOperands.mmx(cpu);
      cpu.setOperand(instruction, 0, fpu.mmx(instruction.register(1)));
      fpu.enterMmx();
    }
  }

  /** Copies a quadword to an MMX register, or to an XMM register of which it clears the rest. */
  @Instruction(
      """
      NP 0F 6F /r  MOVQ  Pq, Qq    cpuid=MMX
      F3 0F 7E /r  MOVQ  Vx, Wsd   cpuid=SSE2
      """)
  public static void movq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.loadSource(cpu, instruction);
    unit.low = unit.sourceLow;
    unit.high = 0;
    PackedOperands.store(cpu, instruction);
  }

  /** Copies an MMX register to another or to memory. */
  @Instruction(
      """
      NP 0F 7F /r     MOVQ    Qq, Pq   cpuid=MMX
      NP 0F E7 /r m:  MOVNTQ  Mq, Pq   cpuid=SSE
      """)
  public static void movqStore(LogicalProcessor cpu, DecodedInstruction instruction) {
    X87 fpu = PackedOperands.mmx(cpu);
    long source = fpu.mmx(instruction.register(1));
    if (instruction.hasMemory()) {
      cpu.setOperand(instruction, 0, source);
      fpu.enterMmx();
    } else {
      fpu.enterMmx();
      fpu.setMmx(instruction.register(0), source);
    }
  }

  /** Copies the low quadword to memory, or to a register of which it clears the rest. */
  @Instruction("66 0F D6 /r  MOVQ  Wsd, Vx   cpuid=SSE2")
  public static void movqXmmStore(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    long source = unit.low(instruction.register(1));
    if (instruction.hasMemory()) {
      cpu.setOperand(instruction, 0, source);
    } else {
      unit.set(instruction.register(0), source, 0);
    }
  }

  /** Copies an MMX register to the low quadword of an XMM register and clears the rest. */
  @Instruction("F3 0F D6 /r 11:  MOVQ2DQ  Vx, Nq   cpuid=SSE2")
  public static void movq2dq(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    X87 fpu = PackedOperands.mmx(cpu);
    fpu.enterMmx();
    unit.set(instruction.register(0), fpu.mmx(instruction.register(1)), 0);
  }

  /** Copies the low quadword of an XMM register to an MMX register. */
  @Instruction("F2 0F D6 /r 11:  MOVDQ2Q  Pq, Ux   cpuid=SSE2")
  public static void movdq2q(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.sse(cpu);
    X87 fpu = PackedOperands.mmx(cpu);
    fpu.enterMmx();
    fpu.setMmx(instruction.register(0), unit.low(instruction.register(1)));
  }
}
