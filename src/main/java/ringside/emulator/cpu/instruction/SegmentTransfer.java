package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.CS;
import static ringside.emulator.cpu.LogicalProcessor.DS;
import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.FS;
import static ringside.emulator.cpu.LogicalProcessor.GS;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Loads and stores of segment registers (SDM, "Segment Register Instructions"). */
public final class SegmentTransfer {
  private SegmentTransfer() {}

  /** Loads a segment register; SS holds interrupts back for one instruction. */
  @Instruction(
      """
      8E /r  MOV  Sw, Ew
      8E /r  MOV  Sw, Rd   synonym
      8E /r  MOV  Sw, Rq   o64 synonym
      """)
  public static void movToSegment(LogicalProcessor cpu, DecodedInstruction instruction) {
    int segment = instruction.register(0);
    if (segment == CS) {
      throw cpu.fault(Vector.UD);
    }
    load(cpu, segment, cpu.operand(instruction, 1));
  }

  /** Stores a selector: 16 bits to memory, zero-extended to a register. */
  @Instruction(
      """
      8C /r  MOV  Rq, Sw      o64 d64 synonym
      8C /r  MOV  Rv/Mw, Sw
      """)
  public static long movFromSegment(long selector) {
    return selector;
  }

  /** Pushes a selector, zero-extended to the operand size. */
  @Instruction(
      """
      06     PUSH  ES   i64
      0E     PUSH  CS   i64
      16     PUSH  SS   i64
      1E     PUSH  DS   i64
      0F A0  PUSH  FS   d64
      0F A8  PUSH  GS   d64
      """)
  public static void pushSegment(
      LogicalProcessor cpu, DecodedInstruction instruction, long selector) {
    cpu.push(instruction.operandSize(), selector);
  }

  /** Pops into a segment register. */
  @Instruction(
      """
      07     POP  ES   i64
      17     POP  SS   i64
      1F     POP  DS   i64
      0F A1  POP  FS   d64
      0F A9  POP  GS   d64
      """)
  public static void popSegment(LogicalProcessor cpu, DecodedInstruction instruction) {
    int segment = instruction.register(0);
    long selector = cpu.pop(instruction.operandSize());
    load(cpu, segment, selector);
  }

  private static void load(LogicalProcessor cpu, int segment, long selector) {
    cpu.segmentation().load(segment, (int) selector & 0xFFFF);
    if (segment == SS) {
      cpu.runState().setShadow(RunState.Shadow.MOV_SS);
    }
  }

  /** Loads ES and a register from a far pointer. */
  @Instruction("C4 /r m:  LES  Gv, Mp   i64")
  public static long les(LogicalProcessor cpu, DecodedInstruction instruction) {
    return loadFarPointer(cpu, instruction, ES);
  }

  /** Loads DS and a register from a far pointer. */
  @Instruction("C5 /r m:  LDS  Gv, Mp   i64")
  public static long lds(LogicalProcessor cpu, DecodedInstruction instruction) {
    return loadFarPointer(cpu, instruction, DS);
  }

  /** Loads SS and a register from a far pointer. */
  @Instruction("0F B2 /r m:  LSS  Gv, Mp")
  public static long lss(LogicalProcessor cpu, DecodedInstruction instruction) {
    return loadFarPointer(cpu, instruction, SS);
  }

  /** Loads FS and a register from a far pointer. */
  @Instruction("0F B4 /r m:  LFS  Gv, Mp")
  public static long lfs(LogicalProcessor cpu, DecodedInstruction instruction) {
    return loadFarPointer(cpu, instruction, FS);
  }

  /** Loads GS and a register from a far pointer. */
  @Instruction("0F B5 /r m:  LGS  Gv, Mp")
  public static long lgs(LogicalProcessor cpu, DecodedInstruction instruction) {
    return loadFarPointer(cpu, instruction, GS);
  }

  private static long loadFarPointer(
      LogicalProcessor cpu, DecodedInstruction instruction, int segment) {
    long offset = FarPointer.offset(cpu, instruction);
    int selector = FarPointer.selector(cpu, instruction);
    cpu.segmentation().load(segment, selector);
    return offset;
  }
}
