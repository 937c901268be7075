package ringside.emulator.vmx;

import static ringside.emulator.vmx.VmcsField.*;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * MOV CR, CLTS, LMSW and SMSW of a guest (SDM, "Guest/Host Masks and Read Shadows for CR0 and CR4",
 * "CR3-Target Controls"). Bits that the hypervisor owns are read from the shadow; a write exits
 * where it would change one, and otherwise leaves them as they are.
 */
final class ControlRegisterAccess {
  // Exit qualification: access types in bits 5:4.
  private static final int MOV_FROM = 1 << 4;
  private static final int CLTS = 2 << 4;
  private static final int LMSW = 3 << 4;
  private static final int LMSW_MEMORY = 1 << 6;

  private static final int LMSW_BITS = 0xF;

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;
  private final Intercepts intercepts;

  ControlRegisterAccess(Vmx vmx, Intercepts intercepts) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
    this.intercepts = intercepts;
  }

  boolean intercept(DecodedInstruction instruction) {
    return switch (instruction.opcode()) {
      case 0x20 -> movFrom(instruction);
      case 0x22 -> movTo(instruction);
      case 0x06 -> clts(instruction);
      default -> instruction.reg() == 6 ? lmsw(instruction) : smsw(instruction);
    };
  }

  private boolean movTo(DecodedInstruction instruction) {
    long value = cpu.operand(instruction, 1);
    return switch (instruction.register(0)) {
      case 0 -> writeMasked(instruction, 0, value, CR0_GUEST_HOST_MASK, CR0_READ_SHADOW);
      case 3 -> isCr3Exit(value) && exit(instruction, 3, 0);
      case 4 -> writeMasked(instruction, 4, value, CR4_GUEST_HOST_MASK, CR4_READ_SHADOW);
      case 8 -> writeCr8(instruction, value);
      default -> false;
    };
  }

  private boolean movFrom(DecodedInstruction instruction) {
    switch (instruction.register(1)) {
      case 0 -> cpu.setOperand(instruction, 0, cr0());
      case 4 -> cpu.setOperand(instruction, 0, cr4());
      case 3 -> {
        return vmcs.has(VmxControl.CR3_STORE_EXITING) && exit(instruction, 3, MOV_FROM);
      }
      case 8 -> {
        return readCr8(instruction);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** CR0 as the guest reads it. */
  private long cr0() {
    return shadowed(cpu.control().cr0(), CR0_GUEST_HOST_MASK, CR0_READ_SHADOW);
  }

  private long cr4() {
    return shadowed(cpu.control().cr4(), CR4_GUEST_HOST_MASK, CR4_READ_SHADOW);
  }

  private long shadowed(long value, VmcsField mask, VmcsField shadow) {
    long owned = vmcs.get(mask);
    return value & ~owned | vmcs.get(shadow) & owned;
  }

  private boolean writeMasked(
      DecodedInstruction instruction, int number, long value, VmcsField mask, VmcsField shadow) {
    long owned = vmcs.get(mask);
    if (((value ^ vmcs.get(shadow)) & owned) != 0) {
      return exit(instruction, number, 0);
    }
    if (owned == 0) {
      return false;
    }
    ControlRegisters control = cpu.control();
    if (number == 0) {
      control.writeCr0(value & ~owned | control.cr0() & owned);
    } else {
      control.writeCr4(value & ~owned | control.cr4() & owned);
    }
    return true;
  }

  private boolean isCr3Exit(long value) {
    if (!vmcs.has(VmxControl.CR3_LOAD_EXITING)) {
      return false;
    }
    int count = vmcs.get32(CR3_TARGET_COUNT);
    return !(count > 0 && value == vmcs.get(CR3_TARGET_0)
        || count > 1 && value == vmcs.get(CR3_TARGET_1)
        || count > 2 && value == vmcs.get(CR3_TARGET_2)
        || count > 3 && value == vmcs.get(CR3_TARGET_3));
  }

  private boolean exit(DecodedInstruction instruction, int number, int type) {
    int general = instruction.register(type == MOV_FROM ? 0 : 1);
    return intercepts.exit(
        instruction, ExitReason.CR_ACCESS, number | type | (long) general << 8, 0);
  }

  // CR8: the TPR shadow.

  private boolean writeCr8(DecodedInstruction instruction, long value) {
    if (vmcs.has(VmxControl.CR8_LOAD_EXITING)) {
      return exit(instruction, 8, 0);
    }
    if (!vmcs.has(VmxControl.USE_TPR_SHADOW) || value >>> 4 != 0) {
      return false;
    }
    vmx.apic().writeTaskPriority((int) value << 4);
    return true;
  }

  private boolean readCr8(DecodedInstruction instruction) {
    if (vmcs.has(VmxControl.CR8_STORE_EXITING)) {
      return exit(instruction, 8, MOV_FROM);
    }
    if (!vmcs.has(VmxControl.USE_TPR_SHADOW)) {
      return false;
    }
    cpu.setOperand(instruction, 0, vmx.apic().taskPriority() >>> 4 & 0xF);
    return true;
  }

  // The low bits of CR0.

  /** CLTS exits where the hypervisor owns TS and the guest believes it set. */
  private boolean clts(DecodedInstruction instruction) {
    boolean owned = (vmcs.get(CR0_GUEST_HOST_MASK) & ControlRegisters.CR0_TS) != 0;
    if (!owned) {
      return false;
    }
    if ((vmcs.get(CR0_READ_SHADOW) & ControlRegisters.CR0_TS) == 0) {
      return true;
    }
    return intercepts.exit(instruction, ExitReason.CR_ACCESS, CLTS, 0);
  }

  private boolean lmsw(DecodedInstruction instruction) {
    long owned = vmcs.get(CR0_GUEST_HOST_MASK) & LMSW_BITS;
    if (owned == 0) {
      return false;
    }
    long value = cpu.operand(instruction, 0) & 0xFFFF;
    long shadow = vmcs.get(CR0_READ_SHADOW);
    // LMSW cannot clear PE: it exits for PE only to set it.
    boolean setsPe = (owned & value & ~shadow & ControlRegisters.CR0_PE) != 0;
    boolean changes = ((value ^ shadow) & owned & ~ControlRegisters.CR0_PE) != 0;
    if (setsPe || changes) {
      return exitLmsw(instruction, value);
    }
    long cr0 = cpu.control().cr0();
    long writable = LMSW_BITS & ~owned & ~(value & 1 ^ 1);
    cpu.control().writeCr0(cr0 & ~writable | value & writable);
    return true;
  }

  private boolean exitLmsw(DecodedInstruction instruction, long value) {
    long qualification = LMSW | value << 16;
    if (instruction.kind(0) == OperandKind.MEMORY) {
      vmx.exits().note(instruction, ExitReason.CR_ACCESS, qualification | LMSW_MEMORY, 0);
      vmx.exits()
          .noteLinearAddress(
              cpu.linearAddress(instruction.segment(), cpu.effectiveAddress(instruction)));
      cpu.rewind(instruction);
      vmx.exits().exit();
      return true;
    }
    return intercepts.exit(instruction, ExitReason.CR_ACCESS, qualification, 0);
  }

  private boolean smsw(DecodedInstruction instruction) {
    boolean blocked = cpu.cpl() != 0 && cpu.control().has4(ControlRegisters.CR4_UMIP);
    if (blocked || vmcs.get(CR0_GUEST_HOST_MASK) == 0) {
      return false;
    }
    int size = instruction.size(0);
    cpu.setOperand(instruction, 0, Bits.zeroExtend(cr0(), size));
    return true;
  }
}
