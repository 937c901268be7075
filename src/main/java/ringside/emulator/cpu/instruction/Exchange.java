package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RBX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDX;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Instructions that read and write in one step (SDM, "XCHG", "XADD", "CMPXCHG", "CMPXCHG8B").
 * Memory is checked for writing before anything changes.
 */
public final class Exchange {
  private Exchange() {}

  /** Exchanges both operands; with memory, XCHG is atomic even without LOCK. */
  @Instruction(
      """
      86 /r  XCHG  Gb, Eb    lock synonym
      87 /r  XCHG  Gv, Ev    lock synonym
      86 /r  XCHG  Eb, Gb    lock
      87 /r  XCHG  Ev, Gv    lock
      90+r   XCHG  Zv, rAX
      90+r   XCHG  rAX, Zv   synonym
      """)
  public static void xchg(LogicalProcessor cpu, DecodedInstruction instruction) {
    long destination = cpu.operandForWrite(instruction, 0);
    long source = cpu.operand(instruction, 1);
    cpu.setOperand(instruction, 0, source);
    cpu.setOperand(instruction, 1, destination);
  }

  /** Adds the source to the destination, whose old value goes to the source. */
  @Instruction(
      """
      0F C0 /r  XADD  Eb, Gb   lock
      0F C1 /r  XADD  Ev, Gv   lock
      """)
  public static void xadd(LogicalProcessor cpu, DecodedInstruction instruction) {
    long destination = cpu.operandForWrite(instruction, 0);
    long source = cpu.operand(instruction, 1);
    long sum = cpu.alu.add(destination, source);
    if (instruction.hasMemory()) {
      // Memory first: the source may be a register of its address.
      cpu.setOperand(instruction, 0, sum);
      cpu.setOperand(instruction, 1, destination);
    } else {
      cpu.setOperand(instruction, 1, destination);
      cpu.setOperand(instruction, 0, sum);
    }
  }

  /** Stores the source if the accumulator equals the destination; else loads the accumulator. */
  @Instruction(
      """
      0F B0 /r  CMPXCHG  Eb, Gb   lock
      0F B1 /r  CMPXCHG  Ev, Gv   lock
      """)
  public static void cmpxchg(LogicalProcessor cpu, DecodedInstruction instruction) {
    long destination = cpu.operandForWrite(instruction, 0);
    long source = cpu.operand(instruction, 1);
    int size = cpu.alu.size();
    long unused = cpu.alu.subtract(cpu.register(RAX, size), destination);
    if (cpu.alu.zero()) {
      cpu.setOperand(instruction, 0, source);
    } else {
      if (instruction.hasMemory()) {
        cpu.setOperand(instruction, 0, destination);
      }
      cpu.setRegister(RAX, size, destination);
    }
  }

  /** Stores ECX:EBX if EDX:EAX equals the destination; else loads EDX:EAX. */
  @Instruction("0F C7 /1 m:  CMPXCHG8B  Mq   lock")
  public static void cmpxchg8b(LogicalProcessor cpu, DecodedInstruction instruction) {
    long destination = cpu.operandForWrite(instruction, 0);
    boolean equal = destination == (cpu.register(RDX, 4) << 32 | cpu.register(RAX, 4));
    if (equal) {
      cpu.setOperand(instruction, 0, cpu.register(RCX, 4) << 32 | cpu.register(RBX, 4));
    } else {
      cpu.setOperand(instruction, 0, destination);
      cpu.setRegister(RAX, 4, destination);
      cpu.setRegister(RDX, 4, destination >>> 32);
    }
    cpu.alu.setZero(equal);
  }

  /** Stores RCX:RBX if RDX:RAX equals the destination, which is aligned; else loads RDX:RAX. */
  @Instruction("REX.W 0F C7 /1 m:  CMPXCHG16B  Mdq   lock cpuid=CMPXCHG16B")
  public static void cmpxchg16b(LogicalProcessor cpu, DecodedInstruction instruction) {
    int segment = instruction.segment();
    long address = cpu.effectiveAddress(instruction);
    if ((cpu.linearAddress(segment, address) & 0xF) != 0) {
      throw cpu.fault(Vector.GP, 0);
    }
    long low = cpu.loadForWrite(segment, address, 8);
    long high = cpu.loadForWrite(segment, address + 8, 8);
    boolean equal = low == cpu.register(RAX, 8) && high == cpu.register(RDX, 8);
    if (equal) {
      cpu.store(segment, address, 8, cpu.register(RBX, 8));
      cpu.store(segment, address + 8, 8, cpu.register(RCX, 8));
    } else {
      cpu.store(segment, address, 8, low);
      cpu.store(segment, address + 8, 8, high);
      cpu.setRegister(RAX, 8, low);
      cpu.setRegister(RDX, 8, high);
    }
    cpu.alu.setZero(equal);
  }
}
