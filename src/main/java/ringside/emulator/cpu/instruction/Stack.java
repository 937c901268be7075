package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RBP;
import static ringside.emulator.cpu.LogicalProcessor.RSP;
import static ringside.emulator.cpu.LogicalProcessor.SS;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * The stack and its frames (SDM, "Stack Manipulation Instructions", "ENTER", "LEAVE").
 *
 * <p>The operand size says how much is pushed or popped; the stack's own address size says how much
 * of rSP and rBP counts. The run loop restores rSP if an instruction faults half-way.
 */
public final class Stack {
  private Stack() {}

  /** Pushes the operand; PUSH rSP pushes the value from before the push. */
  @Instruction(
      """
      50+r      PUSH  Zv    d64
      FF /6     PUSH  Ev    d64
      68 iz     PUSH  Iz    d64
      6A ib     PUSH  Ibs   d64
      """)
  public static void push(LogicalProcessor cpu, DecodedInstruction instruction, long source) {
    cpu.push(instruction.operandSize(), source);
  }

  /** Pops a register; POP rSP leaves the value popped in it. */
  @Instruction("58+r  POP  Zv   d64")
  public static long pop(LogicalProcessor cpu, DecodedInstruction instruction) {
    return cpu.pop(instruction.operandSize());
  }

  /** Pops to a register or memory, whose address is computed with the incremented rSP. */
  @Instruction("8F /0  POP  Ev   d64")
  public static void popToMemory(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.setOperand(instruction, 0, cpu.pop(instruction.operandSize()));
  }

  /** Pushes the eight general registers, rSP as it was before. */
  @Instruction(
      """
      60  PUSHAW  i64 os16
      60  PUSHAD  i64 os32
      60  PUSHA   i64 synonym
      """)
  public static void pusha(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    long stackPointer = cpu.register(RSP, size);
    for (int register = 0; register < 8; register++) {
      cpu.push(size, register == RSP ? stackPointer : cpu.register(register, size));
    }
  }

  /** Pops seven general registers and skips the place of rSP. */
  @Instruction(
      """
      61  POPAW  i64 os16
      61  POPAD  i64 os32
      61  POPA   i64 synonym
      """)
  public static void popa(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.operandSize();
    for (int register = 7; register >= 0; register--) {
      long value = cpu.pop(size);
      if (register != RSP) {
        cpu.setRegister(register, size, value);
      }
    }
  }

  /** Makes a stack frame: saves rBP, copies the display of outer frames, and reserves locals. */
  @Instruction("C8 iw ib  ENTER  Iw, Ib   d64")
  public static void enter(
      LogicalProcessor cpu, DecodedInstruction instruction, long localBytes, long nesting) {
    int size = instruction.operandSize();
    int stackSize = cpu.stackAddressSize();
    int nestingLevel = (int) nesting & 0x1F;
    cpu.push(size, cpu.register(RBP, size));
    long frame = cpu.register(RSP, size);
    if (nestingLevel > 0) {
      long outer = cpu.register(RBP, stackSize);
      for (int level = 1; level < nestingLevel; level++) {
        outer = Bits.zeroExtend(outer - size, stackSize);
        cpu.push(size, cpu.load(SS, outer, size));
      }
      cpu.push(size, frame);
    }
    long top = Bits.zeroExtend(cpu.register(RSP, stackSize) - localBytes, stackSize);
    long unused = cpu.loadForWrite(SS, top, size);
    cpu.setRegister(RBP, size, frame);
    cpu.setRegister(RSP, stackSize, top);
  }

  /** Releases the stack frame: rSP from rBP, then pops rBP. */
  @Instruction("C9  LEAVE   d64")
  public static void leave(LogicalProcessor cpu, DecodedInstruction instruction) {
    int stackSize = cpu.stackAddressSize();
    cpu.setRegister(RSP, stackSize, cpu.register(RBP, stackSize));
    int size = instruction.operandSize();
    cpu.setRegister(RBP, size, cpu.pop(size));
  }
}
