package ringside.emulator.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CodeCompiler;
import ringside.emulator.cpu.CodeThreader;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.Interpreter;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ProcessorState;
import ringside.emulator.cpu.RunState;
import ringside.emulator.cpu.StepResult;
import ringside.emulator.cpu.UndefinedInstruction;
import ringside.emulator.device.TimedDevice;
import ringside.emulator.engine.RegionCompiler;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.svm.SecureVirtualMachine;
import ringside.emulator.trace.TraceSink;
import ringside.emulator.vmx.Vmx;

/**
 * A PC: one processor, RAM, and the devices of a {@link Board}.
 *
 * <p>A <i>tick</i> is one step: a retired instruction, one iteration of a REP string instruction,
 * or the delivery of a fault or interrupt. Devices have their time from ticks, and from what is
 * skipped while the processor is halted. Whether a run is made by {@link #step} or by {@link #run},
 * the state after a tick is the same.
 */
public final class Machine {
  private static final long SCREEN = 0xB_8000;
  private static final int SCREEN_ROWS = 25;
  private static final int SCREEN_COLUMNS = 80;

  private final MachineConfiguration configuration;
  private final PhysicalMemory memory;
  private final LogicalProcessor cpu;

  /** To compile a region, and to warm it up in the JVM, costs as much as to interpret so long. */
  private static final int COMPILE_AFTER = 100_000;

  /** How often a block runs before it is translated for the interpreter's loop. */
  private static final int THREAD_AFTER = 1_000_000;

  private final Interpreter interpreter;
  private final Chipset chipset;
  private final Deque<Input> pendingInput = new ArrayDeque<>();
  private IntConsumer output = _ -> {};
  private IntConsumer debugOutput = _ -> {};
  private @Nullable RunOutcome stop;

  /** A machine in the state of its preset, with nothing loaded. */
  public Machine(MachineConfiguration configuration) {
    this.configuration = configuration;
    memory = new PhysicalMemory(configuration.memory());
    IoAddressSpace io = new IoAddressSpace();
    CpuModel model = configuration.board().equip(configuration.cpu());
    cpu = new LogicalProcessor(model, memory, io);
    Vmx.attach(cpu, memory);
    SecureVirtualMachine.attach(cpu, memory);
    interpreter = new Interpreter(cpu, memory, InstructionTables.decodeTable(model));
    chipset = new Chipset(configuration, new Host(), memory, io);
    ProcessorApic apic = chipset.apic();
    if (apic != null) {
      cpu.attach(apic);
    }
    interpreter.connect(chipset.interrupts());
    setEngine(Engine.COMPILER);
    PresetLoader.load(configuration, cpu, memory);
    cpu.random().seed(configuration.seed());
  }

  public MachineConfiguration configuration() {
    return configuration;
  }

  public LogicalProcessor cpu() {
    return cpu;
  }

  public PhysicalMemory memory() {
    return memory;
  }

  /** Copies an image into RAM. */
  public void load(long physical, byte[] image) {
    memory.write(physical, image);
  }

  /**
   * Who receives each byte, 0 to 255, that the guest sends to COM1; on a trainer board, to port E9
   * as well.
   */
  public void setOutput(IntConsumer receiver) {
    output = receiver;
    if (configuration.board().kind() == Board.Kind.TRAINER) {
      debugOutput = receiver;
    }
  }

  /** Who receives each byte that the guest of a PC sends to port E9. */
  public void setDebugOutput(IntConsumer receiver) {
    debugOutput = receiver;
  }

  /** Lets {@code sink} see what happens from now on; null ends it. */
  public void setTrace(@Nullable TraceSink sink) {
    cpu.setTrace(sink);
  }

  /** What a person at a PC's text screen sees: 25 lines, without the blanks at their ends. */
  public List<String> screen() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < SCREEN_ROWS; row++) {
      byte[] cells = memory.read(SCREEN + row * SCREEN_COLUMNS * 2L, SCREEN_COLUMNS * 2);
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < SCREEN_COLUMNS; column++) {
        char character = (char) (cells[column * 2] & 0xFF);
        line.append(character < ' ' || character > '~' ? ' ' : character);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** Steps made so far. */
  public long ticks() {
    return cpu.runState().ticks();
  }

  /** Virtual time: ticks, and what was skipped while the processor was halted. */
  public long now() {
    return cpu.runState().now();
  }

  /** The instruction of the last step; null if that was none, or its bytes were no instruction. */
  public @Nullable DecodedInstruction lastInstruction() {
    return interpreter.lastInstruction();
  }

  /** What the guest executed that no row of the instruction table knows. */
  public List<UndefinedInstruction> undefinedInstructions() {
    return interpreter.undefinedInstructions();
  }

  /** Chooses what runs code from now on. It changes how long a run takes, and nothing else. */
  public void setEngine(Engine engine) {
    switch (engine) {
      case INTERPRETER -> thread(InstructionTables::threader, THREAD_AFTER);
      case COMPILER -> connect(new RegionCompiler(), COMPILE_AFTER);
    }
  }

  /**
   * Lets a compiler take over hot code.
   *
   * @param threshold how often a block runs before it is compiled
   */
  public void connect(CodeCompiler compiler, int threshold) {
    interpreter.connect(compiler, threshold);
  }

  /**
   * Lets the interpreter run blocks in loops.
   *
   * @param threaders one for each kind of code
   * @param threshold how often a block runs before it is translated
   */
  public void thread(Function<CodeMode, CodeThreader> threaders, int threshold) {
    interpreter.thread(threaders, threshold);
  }

  /** Runs every instruction by its operation. */
  public void disconnectEngines() {
    interpreter.disconnectEngines();
  }

  // Input.

  /**
   * Types a character on COM1 when virtual time reaches {@code input.at()}, or now if that is past.
   */
  public void type(Input input) {
    if (!pendingInput.isEmpty() && pendingInput.getLast().at() > input.at()) {
      throw new IllegalArgumentException("input is not in order of time");
    }
    pendingInput.add(input);
  }

  /** Delivers what is due and what the receiver has room for. */
  private void deliverInput() {
    while (!pendingInput.isEmpty()
        && pendingInput.getFirst().at() <= now()
        && !chipset.serial().full()) {
      chipset.serial().receive(pendingInput.removeFirst().character());
    }
  }

  // Running.

  /**
   * Makes one tick. While the processor is halted, time is skipped to what wakes it.
   *
   * @return {@link StepResult#HALTED} where nothing can wake it
   */
  public StepResult step() {
    while (true) {
      updateDevices();
      StepResult result = interpreter.step();
      if (result != StepResult.HALTED || !skipToNextEvent()) {
        return result;
      }
    }
  }

  /** Makes up to {@code maxTicks} ticks. */
  public RunOutcome run(long maxTicks) {
    return run(maxTicks, Long.MAX_VALUE);
  }

  /**
   * Makes up to {@code maxTicks} ticks. A halted processor does not skip time beyond {@code
   * untilTime}, so that a caller can ask for what somebody typed meanwhile.
   */
  public RunOutcome run(long maxTicks, long untilTime) {
    long end = ticks() + maxTicks;
    stop = null;
    while (ticks() < end) {
      updateDevices();
      StepResult result = interpreter.run(Math.min(end, ticksUntilNextEvent()));
      RunOutcome stopped = stop;
      if (stopped != null) {
        return stopped;
      }
      if (result == StepResult.SHUTDOWN) {
        return new RunOutcome.Shutdown();
      }
      if (result == StepResult.HALTED) {
        if (now() >= untilTime) {
          return new RunOutcome.TimeLimit();
        }
        if (!skipToNextEvent()) {
          return new RunOutcome.HaltedForever();
        }
      }
    }
    return new RunOutcome.TickLimit();
  }

  /** Ends {@link #run} after the current tick; for trace sinks and output receivers. */
  public void requestStop() {
    stop(new RunOutcome.StopRequested());
  }

  private void stop(RunOutcome outcome) {
    stop = outcome;
    cpu.runState().leaveRun();
  }

  private void updateDevices() {
    if (chipset.nextEvent() <= now()) {
      chipset.update();
    }
    deliverInput();
  }

  private long nextEvent() {
    long input = TimedDevice.NEVER;
    if (!pendingInput.isEmpty() && !chipset.serial().full()) {
      input = pendingInput.getFirst().at();
    }
    return Math.min(Math.min(chipset.nextEvent(), input), cpu.deadline());
  }

  private long ticksUntilNextEvent() {
    long next = nextEvent();
    return next == TimedDevice.NEVER ? next : ticks() + Math.max(1, next - now());
  }

  /** Whether there was an event to skip to that can wake the processor. */
  private boolean skipToNextEvent() {
    long next = nextEvent();
    boolean waits = cpu.runState().waiting();
    boolean wakes = waits || cpu.wakesOnInterrupt() || next == cpu.deadline();
    if (!wakes || next == TimedDevice.NEVER) {
      return false;
    }
    cpu.runState().skip(Math.max(0, next - now()));
    if (waits) {
      cpu.runState().setActivity(RunState.Activity.ACTIVE);
    }
    return true;
  }

  // Snapshots.

  /** The machine now. */
  public MachineSnapshot snapshot() {
    return new MachineSnapshot(
        ProcessorState.of(cpu), memory.snapshot(), chipset.save(), List.copyOf(pendingInput));
  }

  /** Goes back, or sideways, to a snapshot of a machine with an equal configuration. */
  public void restore(MachineSnapshot snapshot) {
    memory.restore(snapshot.memory());
    snapshot.processor().restore(cpu);
    chipset.restore(snapshot.devices());
    pendingInput.clear();
    pendingInput.addAll(snapshot.pendingInput());
  }

  /** The machine as its devices see it. */
  private final class Host implements Chipset.Host {
    @Override
    public long now() {
      return Machine.this.now();
    }

    @Override
    public long frequency() {
      return configuration.frequency();
    }

    @Override
    public void output(int character) {
      output.accept(character);
    }

    @Override
    public void debugOutput(int character) {
      debugOutput.accept(character);
    }

    @Override
    public void stop(RunOutcome outcome) {
      Machine.this.stop(outcome);
    }

    @Override
    public void smi() {
      cpu.runState().setSmiPending(true);
    }

    @Override
    public void nmi() {
      cpu.runState().setNmiPending(true);
    }

    @Override
    public @Nullable TraceSink trace() {
      return cpu.trace();
    }
  }
}
