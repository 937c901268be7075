package ringside.emulator.svm;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.VmxInstruction.Result;

/**
 * The instructions of SVM (AMD APM Vol. 3, "System Instruction Reference"). SKINIT is not among
 * them: no model reports it.
 */
public final class SvmInstructions {
  private static final long PAGE_OFFSET = 0xFFF;

  private SvmInstructions() {}

  /** Runs the guest of the VMCB at rAX, until an intercept. */
  @Instruction("0F 01 D8  VMRUN   pm cpuid=SVM svm=VMRUN")
  public static void vmrun(LogicalProcessor cpu, DecodedInstruction instruction) {
    long address = address(cpu, instruction);
    SecureVirtualMachine.of(cpu).worlds().run(address);
  }

  /** Calls the hypervisor. Where nobody intercepts it there is none. */
  @Instruction("0F 01 D9  VMMCALL   cpuid=SVM svm=VMMCALL")
  public static void vmmcall(LogicalProcessor cpu) {
    throw cpu.fault(Vector.UD);
  }

  /** Loads the state that VMRUN does not from the VMCB at rAX. */
  @Instruction("0F 01 DA  VMLOAD   pm cpuid=SVM svm=VMLOAD")
  public static void vmload(LogicalProcessor cpu, DecodedInstruction instruction) {
    long address = address(cpu, instruction);
    SecureVirtualMachine.of(cpu).worlds().vmload(address);
    emit(cpu, "VMLOAD", address);
  }

  /** Stores the state that #VMEXIT does not to the VMCB at rAX. */
  @Instruction("0F 01 DB  VMSAVE   pm cpuid=SVM svm=VMSAVE")
  public static void vmsave(LogicalProcessor cpu, DecodedInstruction instruction) {
    long address = address(cpu, instruction);
    SecureVirtualMachine.of(cpu).worlds().vmsave(address);
    emit(cpu, "VMSAVE", address);
  }

  /** Sets the global interrupt flag. */
  @Instruction("0F 01 DC  STGI   pm cpuid=SVM svm=STGI")
  public static void stgi(LogicalProcessor cpu) {
    SecureVirtualMachine svm = SecureVirtualMachine.of(cpu);
    svm.requireEnabled();
    svm.setGlobalInterruptFlag(true);
    emit(cpu, "STGI", 0);
  }

  /** Clears the global interrupt flag: not even an NMI gets through. */
  @Instruction("0F 01 DD  CLGI   pm cpuid=SVM svm=CLGI")
  public static void clgi(LogicalProcessor cpu) {
    SecureVirtualMachine svm = SecureVirtualMachine.of(cpu);
    svm.requireEnabled();
    svm.setGlobalInterruptFlag(false);
    emit(cpu, "CLGI", 0);
  }

  /** Drops the translation of the page of rAX in the address space that ECX names. */
  @Instruction(
      """
      0F 01 DF  INVLPGA            pm cpuid=SVM svm=INVLPGA
      0F 01 DF  INVLPGA  RAX, ECX  f64 as64 pm synonym cpuid=SVM svm=INVLPGA
      0F 01 DF  INVLPGA  EAX, ECX  as32 pm synonym cpuid=SVM svm=INVLPGA
      """)
  public static void invlpga(LogicalProcessor cpu, DecodedInstruction instruction) {
    SecureVirtualMachine.of(cpu).requireEnabled();
    long linear = cpu.register(RAX, instruction.addressSize());
    cpu.translation().invalidateInSpace(cpu.register(RCX, 4), linear);
    cpu.runState().leaveBlock();
  }

  /** The VMCB's address in rAX: that of a page that the processor can address. */
  private static long address(LogicalProcessor cpu, DecodedInstruction instruction) {
    SecureVirtualMachine.of(cpu).requireEnabled();
    long address = cpu.register(RAX, instruction.addressSize());
    if ((address & PAGE_OFFSET) != 0 || address >>> cpu.model().physicalAddressBits() != 0) {
      throw cpu.fault(Vector.GP);
    }
    return address;
  }

  private static void emit(LogicalProcessor cpu, String mnemonic, long operand) {
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.VmxInstruction(mnemonic, operand, 0, Result.SUCCEED, 0));
    }
  }
}
