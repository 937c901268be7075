package ringside.emulator.trace;

import java.util.List;

/**
 * An architectural event. The grammar, and the words of {@link #kind}, are those of the course's
 * domain reference: {@code RING 3->0 via SYSCALL}, {@code EXC #GP(0) rip=401000}.
 *
 * <p>Consumers switch over the permitted records without {@code default}, so that a new event does
 * not compile until everyone has said what it means.
 */
public sealed interface TraceEvent {

  /** The event word: {@code RING}, {@code EXC}, {@code INT}, … */
  default String kind() {
    return switch (this) {
      case Ring e -> "RING";
      case ExceptionRaised e -> "EXC";
      case SoftwareInterrupt e -> "INT";
      case ExternalInterrupt e -> "IRQ";
      case Return e -> e.via().name();
      case ControlRegister e -> "CR";
      case ModelSpecificRegister e -> "MSR";
      case DescriptorTable e -> "DT";
      case SwapGs e -> "SWAPGS";
      case TlbFlush e -> "TLB";
      case PageWalk e -> "WALK";
      case PortIo e -> "PIO";
      case MemoryMappedIo e -> "MMIO";
      case Halt e -> "HLT";
      case Shutdown e -> "SHUTDOWN";
      case Dma e -> "DMA";
      case VmxInstruction e -> "VMX";
      case VmEntry e -> "VMENTRY";
      case VmExit e -> "VMEXIT";
      case Injection e -> "INJECT";
      case NestedPageWalk e -> "WALK";
    };
  }

  /** The instruction or mechanism that changed privilege. */
  enum Gate {
    INTERRUPT,
    EXCEPTION,
    EXTERNAL_INTERRUPT,
    IRET,
    SYSCALL,
    SYSRET,
    SYSENTER,
    SYSEXIT,
    CALL_FAR,
    JMP_FAR,
    RET_FAR,
    TASK_SWITCH
  }

  /** CPL changed. */
  record Ring(int from, int to, Gate via) implements TraceEvent {}

  /**
   * An exception is being delivered.
   *
   * @param errorCode the pushed error code, or -1 where the vector has none
   * @param cr2 faulting linear address of a page fault, else 0
   */
  record ExceptionRaised(int vector, long errorCode, long rip, long cr2) implements TraceEvent {
    public boolean hasErrorCode() {
      return errorCode >= 0;
    }
  }

  /** INT n, INT3, INTO or INT1 found its gate. */
  record SoftwareInterrupt(int vector, int gateDpl, int selector, long target)
      implements TraceEvent {}

  /** A device interrupt was acknowledged by the processor. */
  record ExternalInterrupt(int vector, String source) implements TraceEvent {}

  /** IRET, SYSRET or SYSEXIT completed; {@code via} is one of these three. */
  record Return(Gate via, int from, int to) implements TraceEvent {}

  /** MOV to CRn, LMSW, CLTS or a task switch. */
  record ControlRegister(int number, long before, long after) implements TraceEvent {}

  /** WRMSR, or RDMSR with {@code before == after} and {@code write == false}. */
  record ModelSpecificRegister(int index, boolean write, long before, long after)
      implements TraceEvent {}

  /** LGDT, LIDT, LLDT or LTR. */
  record DescriptorTable(Table table, int selector, long base, int limit) implements TraceEvent {
    /** Which register. */
    public enum Table {
      GDTR,
      IDTR,
      LDTR,
      TR
    }
  }

  /** SWAPGS exchanged the GS base with IA32_KERNEL_GS_BASE. */
  record SwapGs(long before, long after) implements TraceEvent {}

  /** Translations were dropped: all of them, or the page of {@code linear}. */
  record TlbFlush(boolean all, boolean includingGlobal, long linear) implements TraceEvent {}

  /**
   * A page walk after a TLB miss.
   *
   * @param references every paging-structure entry read, in order
   * @param physical the resulting physical address, or -1 where the walk ended in a fault
   */
  record PageWalk(long linear, List<Reference> references, long physical) implements TraceEvent {
    /** One reference: {@code level} 5 (PML5) to 1 (PT), where the entry is, what it held. */
    public record Reference(int level, long address, long entry) {}
  }

  /** IN or OUT, INS or OUTS, one access. */
  record PortIo(boolean out, int port, int size, long value) implements TraceEvent {}

  /** A load or store that reached a device. */
  record MemoryMappedIo(boolean write, long physical, int size, long value, String device)
      implements TraceEvent {}

  /** HLT; with IF clear nothing but an NMI or reset ends it. */
  record Halt(boolean interruptsEnabled) implements TraceEvent {}

  /** Triple fault, or the machine was told to power off; {@code reason} says which. */
  record Shutdown(String reason) implements TraceEvent {}

  /** A device moved {@code length} bytes to or from memory. */
  record Dma(String device, boolean toMemory, long physical, int length) implements TraceEvent {}

  /**
   * A VMX or SVM instruction other than those that enter a guest completed.
   *
   * @param instruction its mnemonic: {@code VMXON}, {@code VMWRITE}, {@code STGI}
   * @param operand its pointer, or the field encoding of VMREAD and VMWRITE; else 0
   * @param value what VMREAD read or VMWRITE wrote; else 0
   * @param error VM-instruction error number of {@link Result#FAIL_VALID}; else 0
   */
  record VmxInstruction(String instruction, long operand, long value, Result result, int error)
      implements TraceEvent {
    /** Intel SDM Vol. 3, "VMX Instruction Reference", "Conventions". */
    public enum Result {
      SUCCEED,
      FAIL_INVALID,
      FAIL_VALID
    }
  }

  /**
   * The processor runs the guest: every check passed and the guest's state is loaded.
   *
   * @param instruction {@code VMLAUNCH}, {@code VMRESUME} or {@code VMRUN}
   * @param controlBlock physical address of the VMCS or VMCB
   * @param rip where the guest goes on
   * @param injection VM-entry interruption-information field, or EVENTINJ; 0 where nothing is
   *     injected
   */
  record VmEntry(String instruction, long controlBlock, long rip, long injection)
      implements TraceEvent {}

  /**
   * The processor left the guest, or refused to enter it.
   *
   * @param technology whose words the other components use
   * @param reason exit reason with its flag bits, or EXITCODE
   * @param name the reason's short word: {@code CPUID}, {@code IO}, {@code NPF}
   * @param qualification exit qualification, or EXITINFO1
   * @param information guest-physical address, or EXITINFO2
   * @param linear guest linear address; 0 where the reason has none
   * @param instructionLength length of the instruction that left; 0 where none did
   * @param interruption VM-exit interruption information; 0 where the reason has none
   * @param vectoring IDT-vectoring information, or EXITINTINFO; 0 where no event was being
   *     delivered
   * @param controlBlock physical address of the VMCS or VMCB
   * @param rip the guest's RIP as it was saved
   */
  record VmExit(
      Technology technology,
      long reason,
      String name,
      long qualification,
      long information,
      long linear,
      int instructionLength,
      long interruption,
      long vectoring,
      long controlBlock,
      long rip)
      implements TraceEvent {
    /** Intel VT-x or AMD-V. */
    public enum Technology {
      VMX,
      SVM
    }
  }

  /**
   * An event is delivered through the guest's IDT as part of VM entry.
   *
   * @param type interruption type: 0 external, 2 NMI, 3 exception, 4 software interrupt
   * @param errorCode the delivered error code, or -1
   */
  record Injection(int vector, int type, long errorCode) implements TraceEvent {}

  /**
   * A two-dimensional page walk after a TLB miss: guest tables, and for each of their addresses the
   * nested ones.
   *
   * @param references every entry read, in order
   * @param guestPhysical the guest-physical address that the walk found or stopped at
   * @param physical the resulting address, or -1 where the walk ended in a fault or a VM exit
   */
  record NestedPageWalk(long linear, List<Reference> references, long guestPhysical, long physical)
      implements TraceEvent {
    /**
     * One reference.
     *
     * @param level 5 to 1, of its own table
     * @param nested an EPT or nested-table entry; else one of the guest's
     * @param address where the entry is, in the machine's memory
     */
    public record Reference(int level, boolean nested, long address, long entry) {}
  }
}
