package ringside.emulator.cpu;

import ringside.emulator.isa.DecodedInstruction;

/**
 * Hardware virtualization as the processor sees it: what VMX or SVM adds to one logical processor.
 * It is attached by {@link LogicalProcessor#attach}, and the processor runs a guest from {@link
 * LogicalProcessor#enterGuest} to {@link LogicalProcessor#leaveGuest}.
 *
 * <p>An event that the hypervisor asked for ends the guest in one of two ways. Where the guest's
 * instruction has not begun, a hook makes the whole exit itself and says so. From within an
 * instruction or a delivery a hook notes the exit's reason and says so, the processor throws {@link
 * VmExit}, and the run loop undoes the instruction and calls {@link #exit}. Either way it is one
 * tick.
 *
 * <p>All but the first group is asked only while a guest runs; a processor without a guest pays a
 * null check where instructions are rare, and nothing where they are not.
 */
public interface Virtualization {
  /** What the hook at an instruction boundary decided. */
  enum Boundary {
    /** It delivered an event to the guest: the tick is used. */
    TICK_USED,
    /** No interrupt reaches the guest at this boundary. */
    NO_INTERRUPT,
    /** Pending interrupts are delivered through the guest's IDT by the ordinary rules. */
    ORDINARY
  }

  /** No timer runs. */
  long NO_DEADLINE = Long.MAX_VALUE;

  // Always.

  /** Whether the technology has this model-specific register. */
  boolean hasMsr(int index);

  /** RDMSR of a register that {@link #hasMsr}; may raise a fault. */
  long readMsr(int index);

  /** WRMSR of a register that {@link #hasMsr}; may raise a fault. */
  void writeMsr(int index, long value);

  /** All state for a snapshot and a digest, empty if it is that after reset. */
  long[] save();

  /**
   * Replaces the state by what {@link #save} returned; the processor's registers and TLBs are
   * restored already. Must set guest mode and the second level of translation as they were.
   */
  void restore(long[] saved);

  // Instructions of the guest.

  /**
   * Called for each instruction whose row names an intercept, before its operands are read. Faults
   * of decoding and mode have been raised, those of CPL have not: where CPL has priority, as it
   * mostly has, return false and the fault will be raised.
   *
   * @return true if there is nothing left to do: the guest has exited with RIP at the instruction
   *     ({@link LogicalProcessor#rewind}), or the instruction was executed here
   */
  boolean intercept(DecodedInstruction instruction);

  /** The time-stamp counter that the guest sees. */
  long timeStampCounter(long value);

  /** A completed IRET: by default it ends the blocking of NMIs. */
  void interruptReturn();

  // Events of the guest; true: the reason is noted, throw VmExit.

  /**
   * An exception is to be delivered; CR2 and DR6 are as they were. {@link
   * EventDelivery#delivering()} tells what was under way before.
   *
   * @param errorCode or -1
   * @param payload the linear address of a page fault, the DR6 bits of a debug exception, else 0
   * @param type {@link EventDelivery}'s interruption types
   */
  boolean interceptException(int vector, int errorCode, long payload, int type);

  /** A triple fault. */
  boolean interceptShutdown();

  /**
   * A task switch whose checks have passed.
   *
   * @param source 0 CALL, 1 IRET, 2 JMP, 3 a task gate in the IDT
   * @param errorCode what an exception through a task gate would push, or -1
   * @param resumes whether the outgoing task would keep RF set, for it is at a fault
   */
  boolean interceptTaskSwitch(int selector, int source, int errorCode, boolean resumes);

  /**
   * Completes the exit whose reason is noted: saves the guest, loads the host, activity included.
   */
  void exit();

  // The boundary between two instructions of the guest.

  /**
   * Whether the next boundary is not an ordinary one: something is to be injected, or an interrupt
   * matters.
   */
  boolean needsBoundary(boolean interruptPending);

  /**
   * The boundary, before debug traps: injection, monitor trap flag, timers. May throw {@link
   * VmExit}.
   *
   * @return whether an event was delivered and the tick is used
   */
  boolean beforeTraps(RunState.Shadow shadow);

  /** The boundary, after debug traps: windows and interrupts. May throw {@link VmExit}. */
  Boundary interrupts(RunState.Shadow shadow, InterruptSource source);

  /** Whether an interrupt that becomes pending now would wake a halted guest or make it exit. */
  boolean wakesOnInterrupt();

  /**
   * The virtual time, {@link RunState#now}, at which a boundary must be looked at at the latest, or
   * {@link #NO_DEADLINE}; {@link #needsBoundary} holds from then on.
   */
  long deadline();
}
