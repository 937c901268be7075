package ringside.emulator.vmx;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RCX;

import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * The VMX instructions (SDM, "VMX Instruction Reference"). Each operation follows its page: first
 * #UD, then the VM exit of a guest, then #GP by privilege, then VMfail.
 */
public final class VmxInstructions {
  /** The classes with rows of the instruction table. */
  public static final List<Class<?>> CLASSES = List.of(VmxInstructions.class);

  private static final int SINGLE_CONTEXT = 1;
  private static final int ALL_CONTEXTS = 2;

  private VmxInstructions() {}

  // Entering and leaving VMX operation.

  /** Enters VMX operation. */
  @Instruction("F3 0F C7 /6 m:  VMXON  M    pm cpuid=VMX")
  public static void vmxon(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = Vmx.of(cpu);
    if (!vmx.mayEnterOperation()) {
      throw cpu.fault(Vector.UD);
    }
    if (!vmx.inOperation()) {
      requireSupervisor(cpu);
      vmx.requireOperationAllowed();
      long region = region(cpu, instruction);
      if (!vmx.isRegion(region) || vmx.vmcs().revision(region) != VmxCapabilities.REVISION) {
        vmx.failInvalid("VMXON", region);
        return;
      }
      vmx.enterOperation(region);
      vmx.succeed("VMXON", region);
      return;
    }
    exitWithMemory(vmx, instruction, ExitReason.VMXON);
    requireSupervisor(cpu);
    vmx.fail("VMXON", 0, VmInstructionError.VMXON_IN_ROOT);
  }

  /** Leaves VMX operation. */
  @Instruction("NP 0F 01 C4  VMXOFF   pm cpuid=VMX")
  public static void vmxoff(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    exit(vmx, instruction, ExitReason.VMXOFF);
    requireSupervisor(cpu);
    vmx.leaveOperation();
    vmx.succeed("VMXOFF", 0);
  }

  // The current VMCS.

  /** Writes a VMCS to its region and makes its launch state clear. */
  @Instruction("66 0F C7 /6 m:  VMCLEAR  M    pm cpuid=VMX")
  public static void vmclear(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = rootWithMemory(cpu, instruction, ExitReason.VMCLEAR);
    long region = region(cpu, instruction);
    if (!vmx.isRegion(region)) {
      vmx.fail("VMCLEAR", region, VmInstructionError.VMCLEAR_INVALID_ADDRESS);
    } else if (region == vmx.vmxonPointer()) {
      vmx.fail("VMCLEAR", region, VmInstructionError.VMCLEAR_VMXON_POINTER);
    } else {
      vmx.vmcs().clear(region);
      vmx.succeed("VMCLEAR", region);
    }
  }

  /** Makes a VMCS current. */
  @Instruction("NP 0F C7 /6 m:  VMPTRLD  M    pm cpuid=VMX")
  public static void vmptrld(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = rootWithMemory(cpu, instruction, ExitReason.VMPTRLD);
    long region = region(cpu, instruction);
    if (!vmx.isRegion(region)) {
      vmx.fail("VMPTRLD", region, VmInstructionError.VMPTRLD_INVALID_ADDRESS);
    } else if (region == vmx.vmxonPointer()) {
      vmx.fail("VMPTRLD", region, VmInstructionError.VMPTRLD_VMXON_POINTER);
    } else if (!vmx.isRevision(vmx.vmcs().revision(region))) {
      vmx.fail("VMPTRLD", region, VmInstructionError.VMPTRLD_WRONG_REVISION);
    } else {
      vmx.vmcs().load(region);
      vmx.succeed("VMPTRLD", region);
    }
  }

  /** Stores the pointer to the current VMCS. */
  @Instruction("NP 0F C7 /7 m:  VMPTRST  M    pm cpuid=VMX")
  public static void vmptrst(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = rootWithMemory(cpu, instruction, ExitReason.VMPTRST);
    long address = cpu.effectiveAddress(instruction);
    cpu.store(instruction.segment(), address, 8, vmx.vmcs().pointer());
    vmx.succeed("VMPTRST", vmx.vmcs().pointer());
  }

  /** Reads a field of the VMCS. */
  @Instruction("NP 0F 78 /r  VMREAD  Ey, Gy   f64 pm cpuid=VMX")
  public static void vmread(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    long encoding = cpu.operand(instruction, 1);
    boolean shadows = vmx.inGuest() && !vmx.exitsOnVmread(encoding);
    if (!shadows) {
      exitWithTransfer(vmx, instruction, ExitReason.VMREAD, 0, 1);
    }
    requireSupervisor(cpu);
    if (shadows ? !vmx.linksToVmcs() : !vmx.vmcs().isCurrent()) {
      vmx.failInvalid("VMREAD", encoding);
      return;
    }
    VmcsField field = vmx.field(encoding);
    if (field == null) {
      vmx.fail("VMREAD", encoding, VmInstructionError.UNSUPPORTED_COMPONENT);
      return;
    }
    boolean high = (encoding & VmcsField.HIGH) != 0;
    long value = shadows ? vmx.readLinked(field, high) : vmx.vmcs().read(field, high);
    cpu.setOperand(instruction, 0, value);
    vmx.succeed("VMREAD", encoding, value);
  }

  /** Writes a field of the VMCS. */
  @Instruction("NP 0F 79 /r  VMWRITE  Gy, Ey   f64 pm cpuid=VMX")
  public static void vmwrite(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    long encoding = cpu.operand(instruction, 0);
    boolean shadows = vmx.inGuest() && !vmx.exitsOnVmwrite(encoding);
    if (!shadows) {
      exitWithTransfer(vmx, instruction, ExitReason.VMWRITE, 1, 0);
    }
    requireSupervisor(cpu);
    if (shadows ? !vmx.linksToVmcs() : !vmx.vmcs().isCurrent()) {
      vmx.failInvalid("VMWRITE", encoding);
      return;
    }
    long value = cpu.operand(instruction, 1);
    VmcsField field = vmx.field(encoding);
    if (field == null) {
      vmx.fail("VMWRITE", encoding, VmInstructionError.UNSUPPORTED_COMPONENT);
      return;
    }
    if (field.readOnly() && !vmx.capabilities().writesExitInformation()) {
      vmx.fail("VMWRITE", encoding, VmInstructionError.READ_ONLY_COMPONENT);
      return;
    }
    boolean high = (encoding & VmcsField.HIGH) != 0;
    if (shadows) {
      vmx.writeLinked(field, high, value);
    } else {
      vmx.vmcs().write(field, high, value);
    }
    vmx.succeed("VMWRITE", encoding, value);
  }

  // VM entry, and calls out of a guest.

  /** Enters the guest of a VMCS whose launch state is clear. */
  @Instruction("NP 0F 01 C2  VMLAUNCH   pm cpuid=VMX")
  public static void vmlaunch(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    exit(vmx, instruction, ExitReason.VMLAUNCH);
    requireSupervisor(cpu);
    vmx.entry().enter(false);
  }

  /** Enters the guest of a VMCS whose launch state is launched. */
  @Instruction("NP 0F 01 C3  VMRESUME   pm cpuid=VMX")
  public static void vmresume(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    exit(vmx, instruction, ExitReason.VMRESUME);
    requireSupervisor(cpu);
    vmx.entry().enter(true);
  }

  /** Calls the hypervisor, from any privilege. */
  @Instruction("NP 0F 01 C1  VMCALL   cpuid=VMX")
  public static void vmcall(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = Vmx.of(cpu);
    if (!vmx.inOperation()) {
      throw cpu.fault(Vector.UD);
    }
    exit(vmx, instruction, ExitReason.VMCALL);
    operation(cpu);
    requireSupervisor(cpu);
    vmx.fail("VMCALL", 0, VmInstructionError.VMCALL_IN_ROOT);
  }

  /** Invokes a VM function without a VM exit: EAX 0 takes another EPTP from the list. */
  @Instruction("NP 0F 01 D4  VMFUNC   cpuid=VMX")
  public static void vmfunc(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = Vmx.of(cpu);
    if (!vmx.inGuest() || !vmx.vmcs().has(VmxControl.ENABLE_VM_FUNCTIONS)) {
      throw cpu.fault(Vector.UD);
    }
    int function = (int) cpu.register(RAX, 4);
    int index = (int) cpu.register(RCX, 4);
    if (!vmx.switchEptp(function, index)) {
      exit(vmx, instruction, ExitReason.VMFUNC);
    }
  }

  // Invalidation of cached translations.

  /** Drops translations that came from EPT. */
  @Instruction("66 0F 38 80 /r  INVEPT  Gy, Mdq   f64 pm cpuid=VMX")
  public static void invept(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    requireCapability(cpu, vmx, VmxControl.ENABLE_EPT);
    exitWithDescriptor(vmx, instruction, ExitReason.INVEPT);
    requireSupervisor(cpu);
    long type = cpu.operand(instruction, 0);
    long address = cpu.effectiveAddress(instruction);
    if (type != SINGLE_CONTEXT && type != ALL_CONTEXTS) {
      vmx.fail("INVEPT", type, VmInstructionError.INVALID_INVALIDATION_OPERAND);
      return;
    }
    long eptp = cpu.load(instruction.segment(), address, 8);
    long unused = cpu.load(instruction.segment(), address + 8, 8);
    if (type == SINGLE_CONTEXT && !vmx.isEptp(eptp)) {
      vmx.fail("INVEPT", type, VmInstructionError.INVALID_INVALIDATION_OPERAND);
      return;
    }
    vmx.tags().invalidateEpt(type == SINGLE_CONTEXT, eptp);
    vmx.succeed("INVEPT", type);
  }

  /** Drops translations tagged with a VPID. */
  @Instruction("66 0F 38 81 /r  INVVPID  Gy, Mdq   f64 pm cpuid=VMX")
  public static void invvpid(LogicalProcessor cpu, DecodedInstruction instruction) {
    Vmx vmx = operation(cpu);
    requireCapability(cpu, vmx, VmxControl.ENABLE_VPID);
    exitWithDescriptor(vmx, instruction, ExitReason.INVVPID);
    requireSupervisor(cpu);
    long type = cpu.operand(instruction, 0);
    long address = cpu.effectiveAddress(instruction);
    if (type < 0 || type > TranslationTags.SINGLE_CONTEXT_RETAINING_GLOBALS) {
      vmx.fail("INVVPID", type, VmInstructionError.INVALID_INVALIDATION_OPERAND);
      return;
    }
    long vpid = cpu.load(instruction.segment(), address, 8);
    long linear = cpu.load(instruction.segment(), address + 8, 8);
    if (!vmx.tags().invalidateVpid((int) type, vpid, linear)) {
      vmx.fail("INVVPID", type, VmInstructionError.INVALID_INVALIDATION_OPERAND);
      return;
    }
    vmx.succeed("INVVPID", type);
  }

  // What the pages of the reference have in common.

  /** #UD outside VMX operation and in compatibility mode; the rows raise it for other modes. */
  private static Vmx operation(LogicalProcessor cpu) {
    Vmx vmx = Vmx.of(cpu);
    if (!vmx.inOperation() || cpu.mode() == Mode.COMPATIBILITY || !cpu.mode().usesDescriptors()) {
      throw cpu.fault(Vector.UD);
    }
    return vmx;
  }

  private static void requireSupervisor(LogicalProcessor cpu) {
    if (cpu.cpl() != 0) {
      throw cpu.fault(Vector.GP);
    }
  }

  private static void requireCapability(LogicalProcessor cpu, Vmx vmx, VmxControl control) {
    if (!vmx.capabilities().has(control)) {
      throw cpu.fault(Vector.UD);
    }
  }

  private static long region(LogicalProcessor cpu, DecodedInstruction instruction) {
    return cpu.load(instruction.segment(), cpu.effectiveAddress(instruction), 8);
  }

  private static Vmx rootWithMemory(
      LogicalProcessor cpu, DecodedInstruction instruction, ExitReason reason) {
    Vmx vmx = operation(cpu);
    exitWithMemory(vmx, instruction, reason);
    requireSupervisor(cpu);
    return vmx;
  }

  // A guest exits.

  private static void exit(Vmx vmx, DecodedInstruction instruction, ExitReason reason) {
    if (vmx.inGuest()) {
      throw vmx.exits().instruction(instruction, reason, 0, 0);
    }
  }

  private static void exitWithMemory(Vmx vmx, DecodedInstruction instruction, ExitReason reason) {
    if (vmx.inGuest()) {
      throw vmx.exits()
          .instruction(
              instruction,
              reason,
              vmx.displacement(instruction),
              InstructionInformation.memory(instruction));
    }
  }

  private static void exitWithDescriptor(
      Vmx vmx, DecodedInstruction instruction, ExitReason reason) {
    if (vmx.inGuest()) {
      throw vmx.exits()
          .instruction(
              instruction,
              reason,
              vmx.displacement(instruction),
              InstructionInformation.memoryAndRegister(instruction, 0));
    }
  }

  private static void exitWithTransfer(
      Vmx vmx, DecodedInstruction instruction, ExitReason reason, int rm, int reg) {
    if (vmx.inGuest()) {
      long displacement = instruction.hasMemory() ? vmx.displacement(instruction) : 0;
      throw vmx.exits()
          .instruction(
              instruction,
              reason,
              displacement,
              InstructionInformation.transfer(instruction, rm, reg));
    }
  }
}
