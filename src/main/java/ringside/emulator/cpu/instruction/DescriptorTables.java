package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.TableRegister;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.trace.TraceEvent.DescriptorTable.Table;

/**
 * Loads and stores of GDTR, IDTR, LDTR and TR, and the instructions that ask about a selector (SDM,
 * "System Instructions"). Without UMIP the stores work at any privilege: holes in the wall.
 */
public final class DescriptorTables {
  private DescriptorTables() {}

  /** Loads limit and base of the global descriptor table. */
  @Instruction("0F 01 /2 m:  LGDT  Ms   cpl0 vmx=GDTR_IDTR svm=GDTR_WRITE")
  public static void lgdt(LogicalProcessor cpu, DecodedInstruction instruction) {
    TableRegister table = loadTable(cpu, instruction);
    cpu.setGdtr(table);
    cpu.emitTable(Table.GDTR, 0, table);
  }

  /** Loads limit and base of the interrupt descriptor table. */
  @Instruction("0F 01 /3 m:  LIDT  Ms   cpl0 vmx=GDTR_IDTR svm=IDTR_WRITE")
  public static void lidt(LogicalProcessor cpu, DecodedInstruction instruction) {
    TableRegister table = loadTable(cpu, instruction);
    cpu.setIdtr(table);
    cpu.emitTable(Table.IDTR, 0, table);
  }

  private static TableRegister loadTable(LogicalProcessor cpu, DecodedInstruction instruction) {
    int segment = instruction.segment();
    long address = cpu.effectiveAddress(instruction);
    boolean is64Bit = cpu.mode() == Mode.LONG;
    int limit = (int) cpu.load(segment, address, 2);
    long base = cpu.load(segment, address + 2, is64Bit ? 8 : 4);
    if (is64Bit) {
      cpu.requireCanonical(base);
    } else if (instruction.operandSize() == 2) {
      base &= 0xFF_FFFF;
    }
    return new TableRegister(base, limit);
  }

  /** Stores limit and base of the global descriptor table. */
  @Instruction("0F 01 /0 m:  SGDT  Ms   vmx=GDTR_IDTR svm=GDTR_READ")
  public static void sgdt(LogicalProcessor cpu, DecodedInstruction instruction) {
    storeTable(cpu, instruction, cpu.gdtr());
  }

  /** Stores limit and base of the interrupt descriptor table. */
  @Instruction("0F 01 /1 m:  SIDT  Ms   vmx=GDTR_IDTR svm=IDTR_READ")
  public static void sidt(LogicalProcessor cpu, DecodedInstruction instruction) {
    storeTable(cpu, instruction, cpu.idtr());
  }

  private static void storeTable(
      LogicalProcessor cpu, DecodedInstruction instruction, TableRegister table) {
    checkUserMode(cpu);
    int segment = instruction.segment();
    long address = cpu.effectiveAddress(instruction);
    cpu.store(segment, address, 2, table.limit());
    cpu.store(segment, address + 2, cpu.mode() == Mode.LONG ? 8 : 4, table.base());
  }

  /** CR4.UMIP takes the storing instructions away from all but CPL 0. */
  static void checkUserMode(LogicalProcessor cpu) {
    if (cpu.cpl() != 0 && cpu.control().has4(ControlRegisters.CR4_UMIP)) {
      throw cpu.fault(Vector.GP);
    }
  }

  /** Loads the local descriptor table register. */
  @Instruction("0F 00 /2  LLDT  Ew   pm cpl0 vmx=LDTR_TR svm=LDTR_WRITE")
  public static void lldt(LogicalProcessor cpu, long selector) {
    cpu.segmentation().loadLdtr((int) selector);
  }

  /** Loads the task register and marks its TSS busy. */
  @Instruction("0F 00 /3  LTR  Ew   pm cpl0 vmx=LDTR_TR svm=TR_WRITE")
  public static void ltr(LogicalProcessor cpu, long selector) {
    cpu.segmentation().loadTr((int) selector);
  }

  /** Stores the selector of the local descriptor table. */
  @Instruction(
      """
      0F 00 /0  SLDT  Rq      pm o64 d64 synonym vmx=LDTR_TR svm=LDTR_READ
      0F 00 /0  SLDT  Rv/Mw   pm vmx=LDTR_TR svm=LDTR_READ
      """)
  public static long sldt(LogicalProcessor cpu) {
    checkUserMode(cpu);
    return cpu.ldtr().selector();
  }

  /** Stores the selector of the task. */
  @Instruction("0F 00 /1  STR  Rv/Mw   pm vmx=LDTR_TR svm=TR_READ")
  public static long str(LogicalProcessor cpu) {
    checkUserMode(cpu);
    return cpu.tr().selector();
  }

  /** Loads the access rights of a descriptor, if the program may know it; ZF says so. */
  @Instruction(
      """
      0F 02 /r  LAR  Gv, Rv/Mw   pm
      0F 02 /r  LAR  Gv, Rw      pm synonym
      """)
  public static void lar(LogicalProcessor cpu, DecodedInstruction instruction) {
    long rights = cpu.inspection().accessRights((int) cpu.operand(instruction, 1) & 0xFFFF);
    setIfVisible(cpu, instruction, rights);
  }

  /** Loads the limit of a descriptor, in bytes, if the program may know it; ZF says so. */
  @Instruction(
      """
      0F 03 /r  LSL  Gv, Rv/Mw   pm
      0F 03 /r  LSL  Gv, Rw      pm synonym
      """)
  public static void lsl(LogicalProcessor cpu, DecodedInstruction instruction) {
    long limit = cpu.inspection().limit((int) cpu.operand(instruction, 1) & 0xFFFF);
    setIfVisible(cpu, instruction, limit);
  }

  private static void setIfVisible(
      LogicalProcessor cpu, DecodedInstruction instruction, long value) {
    cpu.alu.setZero(value >= 0);
    if (value >= 0) {
      cpu.setOperand(instruction, 0, value);
    }
  }

  /** Whether a segment could be loaded and read; ZF says so. */
  @Instruction("0F 00 /4  VERR  Ew   pm")
  public static void verr(LogicalProcessor cpu, long selector) {
    cpu.alu.setZero(cpu.inspection().readable((int) selector));
  }

  /** Whether a segment could be loaded and written; ZF says so. */
  @Instruction("0F 00 /5  VERW  Ew   pm")
  public static void verw(LogicalProcessor cpu, long selector) {
    cpu.alu.setZero(cpu.inspection().writable((int) selector));
  }

  /** Raises the RPL of the first selector to that of the second; ZF says whether it was below. */
  @Instruction("63 /r  ARPL  Ew, Gw   i64 pm")
  public static void arpl(LogicalProcessor cpu, DecodedInstruction instruction) {
    long destination = cpu.operand(instruction, 0);
    long source = cpu.operand(instruction, 1);
    boolean below = (destination & 3) < (source & 3);
    if (below) {
      cpu.setOperand(instruction, 0, destination & ~3L | source & 3);
    }
    cpu.alu.setZero(below);
  }
}
