package ringside.emulator.cpu.instruction;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** No-operations, hints, checks and checksums (SDM, "Miscellaneous Instructions"). */
public final class Miscellaneous {
  private Miscellaneous() {}

  /** Does nothing, for as many bytes as it takes; an operand is not accessed. */
  @Instruction(
      """
      90        NOP
      0F 1F /0  NOP  Ev
      0F 1F /r  NOP  Ev   alias
      0F 18 /r  NOP  Ev   alias
      0F 19 /r  NOP  Ev   alias
      0F 1A /r  NOP  Ev   alias
      0F 1B /r  NOP  Ev   alias
      0F 1C /r  NOP  Ev   alias
      0F 1D /r  NOP  Ev   alias
      0F 1E /r  NOP  Ev   alias
      """)
  public static void nop() {}

  /** Hints that the processor spins; does nothing here. */
  @Instruction("F3 90  PAUSE   vmx=PAUSE svm=PAUSE")
  public static void pause() {}

  /** Hints that the memory will soon be used; there are no caches here. */
  @Instruction(
      """
      0F 18 /0 m:  PREFETCHNTA  Mb
      0F 18 /1 m:  PREFETCHT0   Mb
      0F 18 /2 m:  PREFETCHT1   Mb
      0F 18 /3 m:  PREFETCHT2   Mb
      0F 0D /1 m:  PREFETCHW    M
      0F 0D /0 m:  PREFETCH     M
      0F 0D /r m:  PREFETCH     M   alias
      """)
  public static void prefetch() {}

  /** Orders loads and stores, which are in order here. */
  @Instruction(
      """
      NP 0F AE E8      LFENCE   cpuid=SSE2
      NP 0F AE F0      MFENCE   cpuid=SSE2
      NP 0F AE F8      SFENCE   cpuid=SSE
      NP 0F AE /5 11:  LFENCE   alias cpuid=SSE2
      NP 0F AE /6 11:  MFENCE   alias cpuid=SSE2
      NP 0F AE /7 11:  SFENCE   alias cpuid=SSE
      """)
  public static void fence() {}

  /** Flushes a cache line, of which there are none; the address must be readable. */
  @Instruction(
      """
      NP 0F AE /7 m:  CLFLUSH     M   cpuid=CLFSH
      66 0F AE /7 m:  CLFLUSHOPT  M   cpuid=CLFLUSHOPT
      """)
  public static void clflush(LogicalProcessor cpu, DecodedInstruction instruction) {
    long unused = cpu.load(instruction.segment(), cpu.effectiveAddress(instruction), 1);
  }

  /** Raises #UD, by definition for all time. */
  @Instruction(
      """
      0F FF /r  UD0  Gv, Ev
      0F B9 /r  UD1  Gv, Ev
      0F 0B     UD2
      """)
  public static void ud(LogicalProcessor cpu) {
    throw cpu.fault(Vector.UD);
  }

  /** Returns from system-management mode, where no program ever is. */
  @Instruction("0F AA  RSM   svm=RSM")
  public static void rsm(LogicalProcessor cpu) {
    throw cpu.fault(Vector.UD);
  }

  /** Raises #BR if the index is below the lower or above the upper of the bounds in memory. */
  @Instruction("62 /r m:  BOUND  Gv, Ma   i64")
  public static void bound(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    int segment = instruction.segment();
    long bounds = cpu.effectiveAddress(instruction);
    long index = Bits.signExtend(cpu.operand(instruction, 0), size);
    long lower = Bits.signExtend(cpu.load(segment, bounds, size), size);
    long upper =
        Bits.signExtend(
            cpu.load(segment, Bits.zeroExtend(bounds + size, instruction.addressSize()), size),
            size);
    if (index < lower || index > upper) {
      throw cpu.fault(Vector.BR);
    }
  }
}
