package ringside.emulator.cpu;

/**
 * The debug-control register, and the branches and exceptions that it lets be recorded (AMD APM,
 * "Debug-Control MSR (DebugCtl)", "Control-Transfer Breakpoint Features"; Intel SDM, "Last Branch,
 * Interrupt, and Exception Recording").
 */
public final class BranchRecords {
  public static final int IA32_DEBUGCTL = 0x1D9;
  private static final int LAST_BRANCH_FROM = 0x1DB;
  private static final int LAST_EXCEPTION_TO = 0x1DE;

  /** Branches are recorded. */
  public static final long LBR = 1;

  /** RFLAGS.TF traps behind branches only. */
  public static final long BTF = 1 << 1;

  /** What DebugCtl has. */
  public static final long DEFINED = LBR | BTF;

  // Where things are in the state.
  private static final int CONTROL = 0;
  private static final int BRANCH_FROM = 1;
  private static final int BRANCH_TO = 2;
  private static final int EXCEPTION_FROM = 3;
  private static final int EXCEPTION_TO = 4;

  private final LogicalProcessor cpu;
  private final long[] state = new long[EXCEPTION_TO + 1];

  BranchRecords(LogicalProcessor cpu) {
    this.cpu = cpu;
  }

  /** Whether this processor shows the records as AMD's do: the last branch and no stack of them. */
  boolean hasMsr(int index) {
    return cpu.model().vendor() == CpuModel.Vendor.AMD
        && (index == IA32_DEBUGCTL || index >= LAST_BRANCH_FROM && index <= LAST_EXCEPTION_TO);
  }

  long read(int index) {
    return index == IA32_DEBUGCTL ? state[CONTROL] : state[BRANCH_FROM + index - LAST_BRANCH_FROM];
  }

  /** WRMSR: the records are read-only. */
  void write(int index, long value) {
    if (index != IA32_DEBUGCTL || (value & ~DEFINED) != 0) {
      throw cpu.fault(Vector.GP);
    }
    setControl(value);
  }

  /** DebugCtl. */
  public long control() {
    return state[CONTROL];
  }

  /** Sets DebugCtl without checks: VM entry and exit. */
  public void setControl(long value) {
    state[CONTROL] = value;
    cpu.runState().attend();
  }

  boolean recording() {
    return (state[CONTROL] & LBR) != 0;
  }

  boolean trapsBranches() {
    return (state[CONTROL] & BTF) != 0;
  }

  /** A branch was taken, by these values of RIP. */
  void branch(long from, long to) {
    if (recording()) {
      state[BRANCH_FROM] = from;
      state[BRANCH_TO] = to;
    }
  }

  /** An interrupt or exception is a branch that keeps the one before. */
  void event(long from, long to) {
    if (recording()) {
      state[EXCEPTION_FROM] = state[BRANCH_FROM];
      state[EXCEPTION_TO] = state[BRANCH_TO];
      branch(from, to);
    }
  }

  /** A debug exception ends the recording, so that its handler can look at it. */
  void debugException() {
    state[CONTROL] = 0;
  }

  /** DebugCtl, the last branch's origin and target, and those of the branch before an exception. */
  public long[] save() {
    return state.clone();
  }

  /** Sets what {@link #save} returned. */
  public void load(long[] saved) {
    System.arraycopy(saved, 0, state, 0, state.length);
    cpu.runState().attend();
  }
}
