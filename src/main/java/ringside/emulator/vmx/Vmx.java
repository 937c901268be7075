package ringside.emulator.vmx;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.BranchRecords;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Mode;
import ringside.emulator.cpu.ModelSpecificRegisters;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.Vector;
import ringside.emulator.cpu.Virtualization;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.VmxInstruction.Result;

/**
 * VT-x of one logical processor: VMX operation, the current VMCS, and the parts that enter guests,
 * watch them and leave them (SDM, "Introduction to Virtual Machine Extensions").
 */
public final class Vmx implements Virtualization {
  private static final long LOCKED = 1;
  private static final long VMX_OUTSIDE_SMX = 1 << 2;
  private static final long NOT_IN_OPERATION = -1;

  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private final VmxCapabilities capabilities;
  private final Vmcs vmcs;
  private final EntryContext context;
  private final TranslationTags tags;
  private final VirtualApic apic;
  private final EptTranslation ept;
  private final GuestEvents events;
  private final VmEntry entry;
  private final VmExits exits;
  private final Intercepts intercepts;
  private long vmxonPointer = NOT_IN_OPERATION;
  private long featureControl;

  /** Gives VT-x to a processor whose model has it. */
  public static void attach(LogicalProcessor cpu, PhysicalMemory memory) {
    if (cpu.model().has(CpuFeature.VMX)) {
      cpu.attach(new Vmx(cpu, memory));
    }
  }

  private Vmx(LogicalProcessor cpu, PhysicalMemory memory) {
    this.cpu = cpu;
    this.memory = memory;
    capabilities = VmxCapabilities.of(cpu.model());
    vmcs = new Vmcs(memory);
    context = new EntryContext(vmcs, capabilities, memory, cpu.control().writableCr4());
    tags = new TranslationTags(cpu, vmcs);
    ept = new EptTranslation(this, memory);
    apic = new VirtualApic(this);
    events = new GuestEvents(this);
    entry = new VmEntry(this);
    exits = new VmExits(this);
    intercepts = new Intercepts(this);
  }

  /** The VT-x of a processor that executes a VMX instruction. */
  static Vmx of(LogicalProcessor cpu) {
    if (cpu.virtualization() instanceof Vmx vmx) {
      return vmx;
    }
    throw cpu.fault(Vector.UD);
  }

  /** What the processor can do. */
  public VmxCapabilities capabilities() {
    return capabilities;
  }

  /** The current VMCS. */
  public Vmcs vmcs() {
    return vmcs;
  }

  LogicalProcessor cpu() {
    return cpu;
  }

  PhysicalMemory memory() {
    return memory;
  }

  EntryContext context() {
    return context;
  }

  TranslationTags tags() {
    return tags;
  }

  VirtualApic apic() {
    return apic;
  }

  EptTranslation ept() {
    return ept;
  }

  GuestEvents events() {
    return events;
  }

  VmEntry entry() {
    return entry;
  }

  VmExits exits() {
    return exits;
  }

  // VMX operation.

  /** Between VMXON and VMXOFF. */
  public boolean inOperation() {
    return vmxonPointer != NOT_IN_OPERATION;
  }

  /** VMX non-root operation. */
  public boolean inGuest() {
    return cpu.guest() != null;
  }

  /** Physical address of the VMXON region, or -1 outside VMX operation. */
  public long vmxonPointer() {
    return vmxonPointer;
  }

  /** What VMXON raises #UD without. */
  boolean mayEnterOperation() {
    return cpu.control().has4(ControlRegisters.CR4_VMXE) && cpu.mode() != Mode.COMPATIBILITY;
  }

  /** What VMXON raises #GP without. */
  void requireOperationAllowed() {
    long cr0 = cpu.control().cr0();
    long needed = LOCKED | VMX_OUTSIDE_SMX;
    if ((cr0 & VmxCapabilities.CR0_FIXED_TO_1) != VmxCapabilities.CR0_FIXED_TO_1
        || (featureControl & needed) != needed) {
      throw cpu.fault(Vector.GP);
    }
  }

  void enterOperation(long region) {
    vmxonPointer = region;
    requireFixedBits();
  }

  void leaveOperation() {
    vmcs.release();
    vmxonPointer = NOT_IN_OPERATION;
    requireFixedBits();
  }

  /** SDM, "Restrictions on VMX Operation"; an unrestricted guest may clear PE and PG. */
  void requireFixedBits() {
    if (!inOperation()) {
      cpu.control().require(0, 0);
      return;
    }
    boolean free = inGuest() && vmcs.has(VmxControl.UNRESTRICTED_GUEST);
    long freed = free ? ControlRegisters.CR0_PE | ControlRegisters.CR0_PG : 0;
    cpu.control().require(VmxCapabilities.CR0_FIXED_TO_1 & ~freed, VmxCapabilities.CR4_FIXED_TO_1);
  }

  /** Locks IA32_FEATURE_CONTROL with VMX allowed, as firmware does. */
  public void allow() {
    featureControl = LOCKED | VMX_OUTSIDE_SMX;
  }

  // Results of VMX instructions (SDM, "Conventions").

  /** VMsucceed, with what the trace is to show as operand and value. */
  void succeed(String instruction, long operand, long value) {
    cpu.alu.setStatusFlags(0);
    if (cpu.trace() != null) {
      tell(instruction, operand, value, Result.SUCCEED, 0);
    }
  }

  void succeed(String instruction, long operand) {
    succeed(instruction, operand, 0);
  }

  void failInvalid(String instruction, long operand) {
    cpu.alu.setStatusFlags(Alu.CF);
    tell(instruction, operand, 0, Result.FAIL_INVALID, 0);
  }

  /**
   * VMfailValid if there is a VMCS to tell the error in, else VMfailInvalid. It is the current one
   * even for a guest that accesses a shadow VMCS.
   */
  void fail(String instruction, long operand, VmInstructionError error) {
    if (!vmcs.isCurrent()) {
      failInvalid(instruction, operand);
      return;
    }
    cpu.alu.setStatusFlags(Alu.ZF);
    vmcs.set(VmcsField.VM_INSTRUCTION_ERROR, error.number());
    tell(instruction, operand, 0, Result.FAIL_VALID, error.number());
  }

  private void tell(String instruction, long operand, long value, Result result, int error) {
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.VmxInstruction(instruction, operand, value, result, error));
    }
  }

  // Operands of VMX instructions.

  /** Whether an address could be that of a VMXON or VMCS region. */
  boolean isRegion(long address) {
    return context.isAddress(address, PhysicalMemory.PAGE_SHIFT);
  }

  /** Whether a revision identifier is one of a VMCS that this processor can use. */
  boolean isRevision(int revision) {
    int kind = capabilities.has(VmxControl.VMCS_SHADOWING) ? Vmcs.SHADOW : 0;
    return (revision & ~kind) == VmxCapabilities.REVISION;
  }

  /** The field of an encoding, if the processor has it. */
  @Nullable VmcsField field(long encoding) {
    VmcsField field = VmcsField.of(encoding);
    return field == null || !capabilities.has(field) ? null : field;
  }

  boolean isEptp(long eptp) {
    return ControlChecks.isEptp(context, eptp);
  }

  /** Exit qualification of VMX instructions with a memory operand. */
  long displacement(DecodedInstruction instruction) {
    return instruction.ripRelative()
        ? instruction.displacement() + cpu.nextRip()
        : instruction.displacement();
  }

  // VMCS shadowing: VMREAD and VMWRITE of a guest.

  boolean exitsOnVmread(long encoding) {
    return exitsOnAccess(encoding, VmcsField.VMREAD_BITMAP_ADDRESS);
  }

  boolean exitsOnVmwrite(long encoding) {
    return exitsOnAccess(encoding, VmcsField.VMWRITE_BITMAP_ADDRESS);
  }

  private boolean exitsOnAccess(long encoding, VmcsField bitmap) {
    if (!vmcs.has(VmxControl.VMCS_SHADOWING) || encoding >>> 15 != 0) {
      return true;
    }
    long octet = memory.load(vmcs.get(bitmap) + (encoding >>> 3), 1);
    return (octet >>> (encoding & 7) & 1) != 0;
  }

  boolean linksToVmcs() {
    return vmcs.get(VmcsField.VMCS_LINK_POINTER) != Vmcs.NO_VMCS;
  }

  long readLinked(VmcsField field, boolean high) {
    return vmcs.readShadow(vmcs.get(VmcsField.VMCS_LINK_POINTER), field, high);
  }

  void writeLinked(VmcsField field, boolean high, long value) {
    vmcs.writeShadow(vmcs.get(VmcsField.VMCS_LINK_POINTER), field, high, value);
  }

  /** VMFUNC; false if it is to exit. */
  boolean switchEptp(int function, int index) {
    long enabled = vmcs.get(VmcsField.VM_FUNCTION_CONTROLS);
    if (function != 0 || (enabled & 1) == 0 || index < 0 || index >= 512) {
      return false;
    }
    long eptp = memory.load(vmcs.get(VmcsField.EPTP_LIST_ADDRESS) + index * 8L, 8);
    if (!isEptp(eptp)) {
      return false;
    }
    vmcs.set(VmcsField.EPT_POINTER, eptp);
    ept.configure();
    tags.select();
    cpu.refresh();
    return true;
  }

  // Model-specific registers.

  @Override
  public boolean hasMsr(int index) {
    return index == ModelSpecificRegisters.IA32_FEATURE_CONTROL
        || index == BranchRecords.IA32_DEBUGCTL
        || index >= VmxCapabilities.IA32_VMX_BASIC && index <= VmxCapabilities.IA32_VMX_VMFUNC;
  }

  @Override
  public long readMsr(int index) {
    if (index == ModelSpecificRegisters.IA32_FEATURE_CONTROL) {
      return featureControl;
    }
    if (index == BranchRecords.IA32_DEBUGCTL) {
      return cpu.branches().control();
    }
    long value = capabilities.msr(index, cpu.control().writableCr4());
    if (value == -1) {
      throw cpu.fault(Vector.GP);
    }
    return value;
  }

  @Override
  public void writeMsr(int index, long value) {
    if (index == BranchRecords.IA32_DEBUGCTL && (value & ~BranchRecords.DEFINED) == 0) {
      cpu.branches().setControl(value);
      return;
    }
    boolean writable =
        index == ModelSpecificRegisters.IA32_FEATURE_CONTROL && (featureControl & LOCKED) == 0;
    if (!writable || (value & ~(LOCKED | VMX_OUTSIDE_SMX)) != 0) {
      throw cpu.fault(Vector.GP);
    }
    featureControl = value;
  }

  /** BranchRecords.IA32_DEBUGCTL. */
  long debugControl() {
    return cpu.branches().control();
  }

  void setDebugControl(long value) {
    cpu.branches().setControl(value);
  }

  // The guest, as the processor asks about it.

  @Override
  public boolean intercept(DecodedInstruction instruction) {
    return intercepts.intercept(instruction);
  }

  @Override
  public long timeStampCounter(long value) {
    if (!vmcs.has(VmxControl.USE_TSC_OFFSETTING)) {
      return value;
    }
    long scaled =
        vmcs.has(VmxControl.USE_TSC_SCALING)
            ? Math.unsignedMultiplyHigh(value, vmcs.get(VmcsField.TSC_MULTIPLIER)) << 16
                | value * vmcs.get(VmcsField.TSC_MULTIPLIER) >>> 48
            : value;
    return scaled + vmcs.get(VmcsField.TSC_OFFSET);
  }

  @Override
  public void interruptReturn() {
    events.interruptReturn();
  }

  @Override
  public boolean interceptException(int vector, int errorCode, long payload, int type) {
    return events.interceptException(vector, errorCode, payload, type);
  }

  @Override
  public boolean interceptShutdown() {
    exits.note(ExitReason.TRIPLE_FAULT, 0);
    return true;
  }

  @Override
  public boolean interceptTaskSwitch(int selector, int source, int errorCode, boolean resumes) {
    exits.noteDuringDelivery(ExitReason.TASK_SWITCH, selector | (long) source << 30);
    exits.noteLengthOfInstruction();
    if (resumes) {
      exits.setResumeFlag();
    }
    return true;
  }

  @Override
  public void exit() {
    exits.exit();
  }

  @Override
  public boolean needsBoundary(boolean interruptPending) {
    return events.needsBoundary(interruptPending);
  }

  @Override
  public boolean beforeTraps(RunState.Shadow shadow) {
    return events.beforeTraps(shadow);
  }

  @Override
  public Boundary interrupts(RunState.Shadow shadow, InterruptSource source) {
    return events.interrupts(shadow, source);
  }

  @Override
  public boolean wakesOnInterrupt() {
    return events.wakesOnInterrupt();
  }

  @Override
  public long deadline() {
    return events.deadline();
  }

  // Snapshots.

  @Override
  public long[] save() {
    return VmxState.save(this);
  }

  @Override
  public void restore(long[] saved) {
    VmxState.restore(this, saved);
  }

  long featureControl() {
    return featureControl;
  }

  void restore(long pointer, long control) {
    vmxonPointer = pointer;
    featureControl = control;
  }
}
