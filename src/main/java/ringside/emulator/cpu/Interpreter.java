package ringside.emulator.cpu;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PageObserver;
import ringside.emulator.memory.PhysicalMemory;

/**
 * Runs instructions: the boundary between two of them with its priorities (SDM, "Priority Among
 * Concurrent Events"), and the blocks between two boundaries that need no look.
 *
 * <p>{@link #step} makes one tick and looks at everything. {@link #run} makes the same ticks
 * faster: it runs decoded blocks, and steps where a tick could be special. Both leave the same
 * state behind after the same tick.
 */
public final class Interpreter {
  private static final long NEEDS_STEP = Rflags.TF | Rflags.RF;

  private final LogicalProcessor cpu;
  private final RunState state;
  private final InstructionFetch fetch;
  private InterruptSource interrupts = InterruptSource.NONE;

  private @Nullable DecodedInstruction lastInstruction;

  /** Debug traps that waited before the running instruction: a fault undoes what it adds. */
  private long pendingBefore;

  /** Runs {@code cpu} on instructions of {@code table}. */
  public Interpreter(LogicalProcessor cpu, PhysicalMemory memory, DecodeTable table) {
    this.cpu = cpu;
    this.state = cpu.runState();
    this.fetch = new InstructionFetch(cpu, memory, table);
    memory.observe(new Observer());
  }

  /** Lets a compiler take over blocks that ran {@code threshold} times, while nobody watches. */
  public void connect(CodeCompiler compiler, int threshold) {
    fetch.connect(compiler, threshold);
  }

  /** Runs blocks that ran {@code threshold} times in loops, one for each kind of code. */
  public void thread(Function<CodeMode, CodeThreader> threaders, int threshold) {
    fetch.thread(threaders, threshold);
  }

  /** Runs every instruction by its operation, and forgets what was made of blocks. */
  public void disconnectEngines() {
    fetch.disconnectEngines();
  }

  /** Connects INTR. */
  public void connect(InterruptSource source) {
    interrupts = source;
  }

  /**
   * The instruction of the last step, complete or faulted; null if it was none or not decodable.
   */
  public @Nullable DecodedInstruction lastInstruction() {
    return lastInstruction;
  }

  /** What the guest executed that is not in the table, each address once. */
  public List<UndefinedInstruction> undefinedInstructions() {
    return fetch.undefinedInstructions();
  }

  // One step.

  /** Makes one tick, unless the processor is halted or shut down. */
  public StepResult step() {
    return cpu.branches().recording() ? recordedStep() : tick();
  }

  /** A step that is recorded if it is a branch, and not one between host and guest. */
  private StepResult recordedStep() {
    Virtualization guest = cpu.guest();
    long from = cpu.rip;
    StepResult result = tick();
    if (cpu.guest() == guest) {
      if (result == StepResult.EXCEPTION || result == StepResult.INTERRUPT) {
        cpu.branches().event(from, cpu.rip);
      } else if (result == StepResult.RETIRED && branched(from)) {
        cpu.branches().branch(from, cpu.rip);
      }
    }
    return result;
  }

  private boolean branched(long from) {
    return lastInstruction != null && cpu.rip != from + lastInstruction.length();
  }

  private StepResult tick() {
    lastInstruction = null;
    Virtualization guest = cpu.guest();
    if (state.activity() == RunState.Activity.SHUTDOWN && guest == null) {
      return StepResult.SHUTDOWN;
    }
    RunState.Shadow shadow = state.takeShadow();
    if (guest != null) {
      return guestStep(guest, shadow);
    }
    if (shadow != RunState.Shadow.MOV_SS && state.pendingDebug() != 0) {
      deliverDebugTrap();
      return StepResult.EXCEPTION;
    }
    if (shadow == RunState.Shadow.NONE && deliverInterrupt()) {
      return StepResult.INTERRUPT;
    }
    if (state.activity() == RunState.Activity.HALTED) {
      if (!state.waiting() || !interrupts.pending()) {
        return StepResult.HALTED;
      }
      state.setActivity(RunState.Activity.ACTIVE);
    }
    return instruction();
  }

  /** The same for a guest, whose hypervisor may ask to have it back at the boundary. */
  private StepResult guestStep(Virtualization guest, RunState.Shadow shadow) {
    try {
      if (guest.beforeTraps(shadow)) {
        state.tick();
        return StepResult.INTERRUPT;
      }
      if (shadow != RunState.Shadow.MOV_SS && state.pendingDebug() != 0) {
        deliverDebugTrap();
        return StepResult.EXCEPTION;
      }
      switch (guest.interrupts(shadow, interrupts)) {
        case TICK_USED -> {
          state.setActivity(RunState.Activity.ACTIVE);
          state.tick();
          state.leaveRun();
          return StepResult.INTERRUPT;
        }
        case ORDINARY -> {
          if (shadow == RunState.Shadow.NONE && deliverInterrupt()) {
            return StepResult.INTERRUPT;
          }
        }
        case NO_INTERRUPT -> {}
      }
      endSystemManagement();
    } catch (VmExit _) {
      state.rewind();
      exitGuest(guest);
      return StepResult.VM_EXIT;
    }
    if (state.activity() != RunState.Activity.ACTIVE) {
      return StepResult.HALTED;
    }
    StepResult result = instruction();
    return cpu.guest() == null ? StepResult.VM_EXIT : result;
  }

  /** The exit that {@code guest} has noted; RIP is where the guest is to go on. */
  private void exitGuest(Virtualization guest) {
    guest.exit();
    cpu.events().forget();
    state.tick();
    state.leaveRun();
  }

  /** The exit from within an instruction, which is undone. */
  private void leaveInstruction() {
    cpu.rip = state.instructionRip;
    cpu.registers[LogicalProcessor.RSP] = state.instructionRsp;
    state.rewind();
    Virtualization guest = cpu.guest();
    if (guest == null) {
      throw new IllegalStateException("VM exit outside a guest");
    }
    exitGuest(guest);
  }

  private void deliverDebugTrap() {
    long bits = state.pendingDebug();
    state.setPendingDebug(0);
    state.setActivity(RunState.Activity.ACTIVE);
    cpu.events().debugTrap(bits);
    state.tick();
  }

  private boolean deliverInterrupt() {
    if (!state.globalInterruptFlag()) {
      return false;
    }
    endSystemManagement();
    if (state.nmiPending() && !state.nmiBlocked()) {
      state.setNmiPending(false);
      state.setNmiBlocked(true);
      state.setActivity(RunState.Activity.ACTIVE);
      cpu.events().external(Vector.NMI.number(), "NMI");
      state.tick();
      return true;
    }
    if ((cpu.flags & Rflags.IF) != 0 && interrupts.pending()) {
      int vector = interrupts.acknowledge();
      state.setActivity(RunState.Activity.ACTIVE);
      cpu.events().external(vector, interrupts.acknowledgedDevice());
      state.tick();
      state.leaveRun();
      return true;
    }
    return false;
  }

  /** An SMI is handled where nobody can look, by a handler that has nothing to do. */
  private void endSystemManagement() {
    if (state.smiPending() && state.globalInterruptFlag()) {
      state.setSmiPending(false);
    }
  }

  private StepResult instruction() {
    boolean trap = (cpu.flags & Rflags.TF) != 0;
    state.setSingleStep(trap);
    pendingBefore = state.pendingDebug();
    state.instructionRip = cpu.rip;
    state.instructionRsp = cpu.registers[LogicalProcessor.RSP];
    try {
      checkBreakpoint();
      cpu.flags &= ~Rflags.RF;
      Block block = fetch.block();
      DecodedInstruction instruction = block.instructions[0];
      lastInstruction = instruction;
      fetch.checkLimit(instruction.length());
      cpu.rip += instruction.length();
      fetch.operation(block, 0).execute(cpu, instruction);
      state.tick();
      if (state.singleStep()
          && state.shadow() != RunState.Shadow.MOV_SS
          && (!cpu.branches().trapsBranches() || branched(state.instructionRip))) {
        state.setPendingDebug(state.pendingDebug() | DebugRegisters.DR6_BS);
      }
      return cpu.rip == state.instructionRip && fetch.repeats(instruction)
          ? StepResult.REPEATED
          : StepResult.RETIRED;
    } catch (ProcessorFault fault) {
      raise(fault);
      return StepResult.EXCEPTION;
    } catch (VmExit _) {
      leaveInstruction();
      return StepResult.VM_EXIT;
    }
  }

  /**
   * SDM, "Instruction-Breakpoint Exception Condition": a fault, unless RF or MOV SS holds it off.
   */
  private void checkBreakpoint() {
    DebugRegisters debug = cpu.debug();
    if (debug.watchesCode()
        && (cpu.flags & Rflags.RF) == 0
        && state.shadowBefore() != RunState.Shadow.MOV_SS
        && !state.repeats()) {
      long bits = debug.matchCode(cpu.linearAddress(LogicalProcessor.CS, cpu.rip));
      if (bits != 0) {
        throw new ProcessorFault(Vector.DB, 0, bits);
      }
    }
  }

  private void raise(ProcessorFault fault) {
    cpu.rip = state.instructionRip;
    cpu.registers[LogicalProcessor.RSP] = state.instructionRsp;
    state.setShadow(RunState.Shadow.NONE);
    if (state.pendingDebug() != pendingBefore) {
      state.setPendingDebug(pendingBefore);
    }
    if (cpu.guest() == null) {
      cpu.events().raise(fault);
      state.tick();
      return;
    }
    try {
      cpu.events().raise(fault);
      state.tick();
    } catch (VmExit _) {
      leaveInstruction();
    }
  }

  // Many steps.

  /**
   * Steps until the clock shows {@code untilTick} ticks, or the processor halts or shuts down, or a
   * device was touched and the machine must look after it.
   */
  public StepResult run(long untilTick) {
    StepResult result = StepResult.RETIRED;
    while (state.ticks() < untilTick) {
      if (needsStep()) {
        result = step();
        if (result == StepResult.HALTED || result == StepResult.SHUTDOWN) {
          return result;
        }
      } else {
        runBlocks(blockLimit(untilTick));
        result = StepResult.RETIRED;
      }
      if (state.takeLeaveRun()) {
        return result;
      }
    }
    return result;
  }

  /** Whether the next boundary is not an ordinary one. */
  private boolean needsStep() {
    return (cpu.flags & NEEDS_STEP) != 0
        || state.shadow() != RunState.Shadow.NONE
        || state.pendingDebug() != 0
        || cpu.debug().watchesCode()
        || cpu.branches().recording()
        || state.activity() != RunState.Activity.ACTIVE
        || state.globalInterruptFlag() && interruptWaits();
  }

  private boolean interruptWaits() {
    Virtualization guest = cpu.guest();
    return state.nmiPending()
        || state.smiPending()
        || (guest == null
            ? (cpu.flags & Rflags.IF) != 0 && interrupts.pending()
            : guest.needsBoundary(interrupts.pending()));
  }

  /** Where a run of blocks must end: a guest's timer may come before {@code untilTick}. */
  private long blockLimit(long untilTick) {
    long deadline = cpu.deadline();
    return deadline == Virtualization.NO_DEADLINE
        ? untilTick
        : Math.min(untilTick, state.ticks() + Math.max(0, deadline - state.now()));
  }

  /** Runs blocks until something asks for a look at the boundary. */
  private void runBlocks(long untilTick) {
    state.attended();
    state.forgetShadow();
    pendingBefore = 0;
    try {
      do {
        state.enterBlock();
        state.instructionRip = cpu.rip;
        state.instructionRsp = cpu.registers[LogicalProcessor.RSP];
        Block block = fetch.block();
        CompiledCode code = fetch.compiled(block);
        boolean ran =
            code != null ? code.enter(cpu, untilTick) : fetch.runThreaded(block, untilTick);
        if (!ran) {
          execute(block, untilTick);
        }
      } while (!state.mustAttend() && state.ticks() < untilTick);
    } catch (ProcessorFault fault) {
      raise(fault);
    } catch (VmExit _) {
      leaveInstruction();
    }
  }

  /** Runs a block, over and over while it ends where it began and is not hot. */
  private void execute(Block block, long untilTick) {
    long entry = cpu.rip;
    int whole = block.instructions.length;
    if (!fetch.withinLimit(block.length)) {
      whole = 1;
      fetch.checkLimit(block.instructions[0].length());
    }
    do {
      execute(block, (int) Math.min(whole, untilTick - state.ticks()));
    } while (cpu.rip == entry
        && !state.mustLeaveBlock()
        && state.ticks() < untilTick
        && !fetch.heats(block));
  }

  /** Runs the first {@code count} instructions of a block, or fewer if it must be left. */
  private void execute(Block block, int count) {
    for (int n = 0; n < count; n++) {
      DecodedInstruction instruction = block.instructions[n];
      Operation operation = block.operations[n];
      if (operation == null) {
        operation = fetch.operation(block, n);
      }
      long start = cpu.rip;
      state.instructionRip = start;
      state.instructionRsp = cpu.registers[LogicalProcessor.RSP];
      cpu.rip = start + instruction.length();
      operation.execute(cpu, instruction);
      state.tick();
      if (state.mustLeaveBlock()
          || cpu.rip != state.instructionRip + block.instructions[n].length()) {
        return;
      }
    }
  }

  // What memory tells.

  private final class Observer implements PageObserver {
    @Override
    public void pageMoved(long page) {
      cpu.translation().closeFrame(page << PhysicalMemory.PAGE_SHIFT);
    }

    @Override
    public void allPagesMoved() {
      cpu.translation().closeAll();
    }

    @Override
    public void codeOverwritten(long page, int offset, int length) {
      fetch.invalidate(page, offset, length);
      state.leaveBlock();
    }
  }
}
