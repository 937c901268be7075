package ringside.emulator.cpu;

/**
 * What the run loop must know between two instructions beside the registers: activity, interrupt
 * shadow, pending traps, and the clock (SDM, "Processor State", "Priority Among Concurrent
 * Events").
 */
public final class RunState {
  /** SDM, "Guest Activity State", of which the last is a guest's alone. */
  public enum Activity {
    ACTIVE,
    HALTED,
    SHUTDOWN,
    WAIT_FOR_SIPI
  }

  /** Why the instruction boundary after the last instruction accepts no interrupt. */
  public enum Shadow {
    NONE,
    STI,
    /** MOV or POP to SS, which holds back debug traps as well. */
    MOV_SS
  }

  /** RIP and RSP as they were before the running instruction: what a fault goes back to. */
  long instructionRip;

  long instructionRsp;

  private Activity activity = Activity.ACTIVE;
  private boolean armed;
  private boolean waiting;
  private Shadow shadow = Shadow.NONE;
  private long pendingDebug;
  private boolean singleStep;
  private boolean nmiPending;
  private boolean nmiBlocked;
  private boolean smiPending;
  private boolean globalInterruptFlag = true;
  private Shadow shadowBefore = Shadow.NONE;
  private boolean leaveBlock;
  private boolean attention;
  private boolean leaveRun;
  private long ticks;
  private long skipped;
  private long nextIteration = -1;
  private int flagsBeforeRepetition;

  public Activity activity() {
    return activity;
  }

  public void setActivity(Activity value) {
    activity = value;
    waiting = false;
    attend();
  }

  // MONITOR and MWAIT.

  /** MONITOR has named a line. */
  public void armMonitor() {
    armed = true;
  }

  /** Whether MWAIT would wait. */
  public boolean armed() {
    return armed;
  }

  /** An interrupt or exception comes between MONITOR and MWAIT: MWAIT is not to wait. */
  void disarmMonitor() {
    armed = false;
  }

  /** MWAIT: halts if the monitor is armed; any event of a device ends that. */
  public boolean waitForStore() {
    if (!armed) {
      return false;
    }
    armed = false;
    setActivity(Activity.HALTED);
    waiting = true;
    return true;
  }

  /** Whether the processor is halted in MWAIT. */
  public boolean waiting() {
    return waiting;
  }

  public Shadow shadow() {
    return shadow;
  }

  /** Begins a shadow over the boundary after the running instruction. */
  public void setShadow(Shadow value) {
    shadow = value;
    attend();
  }

  /** Takes the shadow at a boundary: it covers this one and no other. */
  Shadow takeShadow() {
    Shadow taken = shadow;
    shadow = Shadow.NONE;
    shadowBefore = taken;
    return taken;
  }

  /** The running instruction is undone: the shadow over the boundary before it is back. */
  void rewind() {
    shadow = shadowBefore;
    singleStep = false;
  }

  /** The shadow over the boundary before the running instruction. */
  public Shadow shadowBefore() {
    return shadowBefore;
  }

  /** No boundary is under way that had a shadow. */
  void forgetShadow() {
    shadowBefore = Shadow.NONE;
  }

  /** AMD APM, "Global Interrupt Flag, STGI and CLGI Instructions"; always set on Intel. */
  public boolean globalInterruptFlag() {
    return globalInterruptFlag;
  }

  public void setGlobalInterruptFlag(boolean on) {
    globalInterruptFlag = on;
    attend();
  }

  /** DR6 bits of a debug trap that waits for the next boundary. */
  public long pendingDebug() {
    return pendingDebug;
  }

  public void setPendingDebug(long bits) {
    pendingDebug = bits;
    attend();
  }

  /** Whether the running instruction ends with a single-step trap. */
  boolean singleStep() {
    return singleStep;
  }

  /** Changes whether the running instruction ends with a single-step trap. */
  public void setSingleStep(boolean on) {
    singleStep = on;
  }

  public boolean nmiPending() {
    return nmiPending;
  }

  /** An NMI arrives, or is taken. */
  public void setNmiPending(boolean on) {
    nmiPending = on;
    attend();
  }

  /** From the delivery of an NMI to the next IRET. */
  public boolean nmiBlocked() {
    return nmiBlocked;
  }

  public void setNmiBlocked(boolean on) {
    nmiBlocked = on;
  }

  public boolean smiPending() {
    return smiPending;
  }

  /** A system-management interrupt arrives, or is taken. */
  public void setSmiPending(boolean on) {
    smiPending = on;
    attend();
  }

  /** The rest of the block that is running was made for a state that no longer holds. */
  public void leaveBlock() {
    leaveBlock = true;
  }

  boolean mustLeaveBlock() {
    return leaveBlock;
  }

  void enterBlock() {
    leaveBlock = false;
  }

  /** The next instruction boundary may not be an ordinary one: somebody must look. */
  public void attend() {
    attention = true;
    leaveBlock = true;
  }

  boolean mustAttend() {
    return attention;
  }

  void attended() {
    attention = false;
  }

  /** The machine has something to do: a device was touched. */
  public void leaveRun() {
    leaveRun = true;
    attend();
  }

  boolean takeLeaveRun() {
    boolean leave = leaveRun;
    leaveRun = false;
    return leave;
  }

  // Repetition.

  /** Whether the running step is an iteration of REPE or REPNE that directly follows another. */
  boolean repeats() {
    return nextIteration == ticks;
  }

  /** The first iteration: with these status flags. */
  void beginRepetition(int statusFlags) {
    flagsBeforeRepetition = statusFlags;
  }

  /** Another iteration follows, unless an interrupt comes in between. */
  void continueRepetition() {
    nextIteration = ticks + 1;
  }

  int flagsBeforeRepetition() {
    return flagsBeforeRepetition;
  }

  // The clock.

  /** Steps made since reset. */
  public long ticks() {
    return ticks;
  }

  void tick() {
    ticks++;
  }

  void setTicks(long value) {
    ticks = value;
  }

  /** Virtual time: ticks, and the time that passed while halted. */
  public long now() {
    return ticks + skipped;
  }

  /** Lets time pass without a step. */
  public void skip(long time) {
    skipped += time;
  }

  /** Everything, for a snapshot. */
  record Saved(
      Activity activity,
      boolean armed,
      boolean waiting,
      Shadow shadow,
      long pendingDebug,
      boolean nmiPending,
      boolean nmiBlocked,
      boolean smiPending,
      boolean globalInterruptFlag,
      long ticks,
      long skipped,
      long nextIteration,
      int flagsBeforeRepetition) {}

  Saved save() {
    return new Saved(
        activity,
        armed,
        waiting,
        shadow,
        pendingDebug,
        nmiPending,
        nmiBlocked,
        smiPending,
        globalInterruptFlag,
        ticks,
        skipped,
        nextIteration,
        flagsBeforeRepetition);
  }

  void restore(Saved saved) {
    activity = saved.activity;
    armed = saved.armed;
    waiting = saved.waiting;
    shadow = saved.shadow;
    pendingDebug = saved.pendingDebug;
    nmiPending = saved.nmiPending;
    nmiBlocked = saved.nmiBlocked;
    smiPending = saved.smiPending;
    globalInterruptFlag = saved.globalInterruptFlag;
    ticks = saved.ticks;
    skipped = saved.skipped;
    nextIteration = saved.nextIteration;
    flagsBeforeRepetition = saved.flagsBeforeRepetition;
    attend();
  }
}
