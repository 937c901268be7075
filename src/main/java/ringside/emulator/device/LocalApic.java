package ringside.emulator.device;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The local APIC of the one processor (Intel SDM, "Advanced Programmable Interrupt Controller"):
 * local vector table, timer, priorities, and interrupts to itself, in xAPIC and x2APIC mode.
 *
 * <p>Registers are numbered as x2APIC does, which is the MMIO offset divided by 16. {@link
 * LocalApicWindow} shows them to the bus, {@link LocalApicMsrs} to the processor.
 */
public final class LocalApic implements TimedDevice, Stateful<LocalApic.State> {
  /** IA32_APIC_BASE after reset: enabled, bootstrap processor, at FEE00000h. */
  public static final long BASE_AFTER_RESET = 0xFEE0_0900L;

  /** Bits of IA32_APIC_BASE. */
  public static final long BASE_ENABLED = 1 << 11;

  public static final long BASE_X2APIC = 1 << 10;

  static final int ID = 0x02;
  static final int VERSION = 0x03;
  static final int TASK_PRIORITY = 0x08;
  static final int PROCESSOR_PRIORITY = 0x0A;
  static final int END_OF_INTERRUPT = 0x0B;
  static final int LOGICAL_DESTINATION = 0x0D;
  static final int DESTINATION_FORMAT = 0x0E;
  static final int SPURIOUS = 0x0F;
  static final int IN_SERVICE = 0x10;
  static final int REQUESTS_LAST = 0x27;
  static final int ERROR_STATUS = 0x28;
  static final int COMMAND = 0x30;
  static final int COMMAND_HIGH = 0x31;
  static final int LVT_TIMER = 0x32;
  static final int LVT_LINT0 = 0x35;
  static final int LVT_LINT1 = 0x36;
  static final int LVT_ERROR = 0x37;
  static final int INITIAL_COUNT = 0x38;
  static final int CURRENT_COUNT = 0x39;
  static final int DIVIDE = 0x3E;
  static final int SELF_IPI = 0x3F;

  private static final int LVT_COUNT = LVT_ERROR - LVT_TIMER + 1;
  private static final int VERSION_VALUE = LVT_COUNT - 1 << 16 | 0x14;
  private static final int MASKED = 1 << 16;
  private static final int EXTINT = 7 << 8;
  private static final int SPURIOUS_ENABLED = 1 << 8;

  static final int ERROR_SEND_VECTOR = 1 << 5;
  static final int ERROR_RECEIVE_VECTOR = 1 << 6;
  static final int ERROR_REGISTER = 1 << 7;

  private static final int DELIVER_FIXED = 0;
  private static final int DELIVER_LOWEST = 1;
  private static final int DELIVER_SMI = 2;
  private static final int DELIVER_NMI = 4;
  private static final long COMMAND_WRITABLE = 0xFFFF_FFFF_000C_CFFFL;
  private static final int BROADCAST = 0xFF;

  /** Every register. */
  public record State(
      long base,
      int id,
      int logicalDestination,
      int destinationFormat,
      int spurious,
      List<Integer> lvt,
      int errors,
      int errorStatus,
      long command,
      boolean lint0,
      Record priorities,
      Record timer) {}

  private final VirtualClock clock;
  private final Runnable smi;
  private final Runnable nmi;
  private final IntConsumer endOfLevelInterrupt;
  private final ApicTimer timer;
  private final InterruptPriorities priorities = new InterruptPriorities();
  private final int[] lvt = new int[LVT_COUNT];

  private long base = BASE_AFTER_RESET;
  private int id;
  private int logicalDestination;
  private int destinationFormat;
  private int spurious;
  private int errors;
  private int errorStatus;
  private long command;
  private boolean lint0;

  /**
   * @param smi called when the processor is to get a system-management interrupt
   * @param nmi called when the processor is to get a non-maskable interrupt
   * @param endOfLevelInterrupt receives the vector of a level-triggered interrupt that has ended
   */
  public LocalApic(
      VirtualClock clock, Runnable smi, Runnable nmi, IntConsumer endOfLevelInterrupt) {
    this.clock = clock;
    this.smi = smi;
    this.nmi = nmi;
    this.endOfLevelInterrupt = endOfLevelInterrupt;
    timer = new ApicTimer(clock);
    reset();
    // What the BIOS leaves behind: interrupts of the 8259A pass through LINT0.
    lvt[LVT_LINT0 - LVT_TIMER] = EXTINT;
  }

  private void reset() {
    id = 0;
    logicalDestination = 0;
    destinationFormat = -1;
    spurious = 0xFF;
    Arrays.fill(lvt, MASKED);
    errors = 0;
    errorStatus = 0;
    command = 0;
    priorities.reset();
    timer.reset();
  }

  // IA32_APIC_BASE.

  public long base() {
    return base;
  }

  /**
   * Writes IA32_APIC_BASE, whose reserved bits were checked.
   *
   * @return false for a change of mode that the manual forbids
   */
  public boolean setBase(long value) {
    boolean enable = (value & BASE_ENABLED) != 0;
    boolean x2apic = (value & BASE_X2APIC) != 0;
    if (x2apic && !(enable && enabled()) || x2apic() && enable && !x2apic) {
      return false;
    }
    base = value;
    if (!enable) {
      reset();
    } else if (x2apic) {
      logicalDestination = id >>> 4 << 16 | 1 << (id & 15);
    }
    return true;
  }

  /** The global enable. */
  public boolean enabled() {
    return (base & BASE_ENABLED) != 0;
  }

  /** Whether registers are MSRs. */
  public boolean x2apic() {
    return (base & BASE_X2APIC) != 0;
  }

  // Interrupts.

  /** The vector that should interrupt the processor now, or -1. */
  public int pendingVector() {
    return priorities.pending();
  }

  /** The interrupt-acknowledge cycle: the pending vector, or the spurious one if it has gone. */
  public int acknowledge() {
    return priorities.pending() < 0 ? spurious & 0xFF : priorities.acknowledge();
  }

  /** Whether an interrupt of the 8259A reaches the processor. */
  public boolean acceptsExternal() {
    return !enabled() || (lvt[LVT_LINT0 - LVT_TIMER] & (MASKED | EXTINT)) == EXTINT;
  }

  /** The output of the 8259A. It is more than a wire where LINT0 has another mode than ExtINT. */
  public void setLint0(boolean high) {
    boolean rises = high && !lint0;
    lint0 = high;
    if (rises && enabled()) {
      local(LVT_LINT0);
    }
  }

  /** A message arrives: from an I/O APIC, the local vector table, or as an IPI. */
  public void deliver(int mode, int vector, boolean level) {
    if (mode == DELIVER_NMI) {
      nmi.run();
    } else if (mode == DELIVER_SMI) {
      smi.run();
    } else if (mode == DELIVER_FIXED || mode == DELIVER_LOWEST) {
      if (vector < 16) {
        error(ERROR_RECEIVE_VECTOR);
      } else if (enabled() && (spurious & SPURIOUS_ENABLED) != 0) {
        priorities.accept(vector, level);
      }
    }
    // ExtINT has its own way; INIT and start-up reach no processor that runs.
  }

  /** Ends the interrupt that is in service, as a write to the EOI register does. */
  public void endOfInterrupt() {
    int ended = priorities.end();
    if (ended >= 0) {
      endOfLevelInterrupt.accept(ended);
    }
  }

  /** Whether a message with this destination is for this processor. */
  public boolean isDestination(boolean logical, int destination) {
    if (x2apic()) {
      return destination == -1
          || (logical
              ? destination >>> 16 == logicalDestination >>> 16
                  && (destination & logicalDestination & 0xFFFF) != 0
              : destination == id);
    }
    if (!logical) {
      return destination == BROADCAST || destination == id;
    }
    int mine = logicalDestination >>> 24;
    if (destinationFormat >>> 28 == 0xF) {
      return (destination & mine) != 0;
    }
    return (destination >>> 4 == 0xF || destination >>> 4 == mine >>> 4)
        && (destination & mine & 0xF) != 0;
  }

  /** A source of the local vector table has an interrupt. */
  private void local(int register) {
    int entry = lvt[register - LVT_TIMER];
    if ((entry & MASKED) == 0) {
      boolean hasMode = register != LVT_TIMER && register != LVT_ERROR;
      deliver(hasMode ? entry >>> 8 & 7 : DELIVER_FIXED, entry & 0xFF, false);
    }
  }

  void error(int bit) {
    boolean first = (errors & bit) == 0;
    errors |= bit;
    if (first && bit != ERROR_RECEIVE_VECTOR) {
      local(LVT_ERROR);
    }
  }

  /**
   * Sends an interrupt by the command register (Intel SDM, "Issuing Interprocessor Interrupts").
   */
  private void send() {
    int mode = (int) command >>> 8 & 7;
    int vector = (int) command & 0xFF;
    int shorthand = (int) command >>> 18 & 3;
    int destination = x2apic() ? (int) (command >>> 32) : (int) (command >>> 56);
    boolean logical = (command & 1 << 11) != 0;
    boolean me =
        switch (shorthand) {
          case 0 -> isDestination(logical, destination);
          case 3 -> false;
          default -> true;
        };
    if (vector < 16 && (mode == DELIVER_FIXED || mode == DELIVER_LOWEST)) {
      error(ERROR_SEND_VECTOR);
    } else if (me) {
      deliver(mode, vector, false);
    }
  }

  // Registers.

  /** The task-priority register; CR8 is its upper half. */
  public int taskPriority() {
    return priorities.task();
  }

  public void setTaskPriority(int value) {
    priorities.setTask(value);
  }

  /** Reads a register that exists. */
  long register(int number) {
    if (number >= IN_SERVICE && number <= REQUESTS_LAST) {
      return priorities.register(number - IN_SERVICE);
    }
    if (number >= LVT_TIMER && number <= LVT_ERROR) {
      return lvt[number - LVT_TIMER];
    }
    return switch (number) {
      case ID -> x2apic() ? id : (long) id << 24;
      case VERSION -> VERSION_VALUE;
      case TASK_PRIORITY -> priorities.task();
      case PROCESSOR_PRIORITY -> priorities.processor();
      case LOGICAL_DESTINATION -> logicalDestination & 0xFFFF_FFFFL;
      case DESTINATION_FORMAT -> destinationFormat & 0xFFFF_FFFFL;
      case SPURIOUS -> spurious;
      case ERROR_STATUS -> errorStatus;
      case COMMAND -> x2apic() ? command : command & 0xFFFF_FFFFL;
      case COMMAND_HIGH -> command >>> 32;
      case INITIAL_COUNT -> timer.initial();
      case CURRENT_COUNT -> timer.current();
      case DIVIDE -> timer.divide();
      default -> 0;
    };
  }

  /** Writes a register that exists and may be written. */
  void setRegister(int number, long value) {
    int v = (int) value;
    switch (number) {
      case ID -> id = v >>> 24;
      case TASK_PRIORITY -> priorities.setTask(v);
      case END_OF_INTERRUPT -> endOfInterrupt();
      case LOGICAL_DESTINATION -> logicalDestination = v & 0xFF00_0000;
      case DESTINATION_FORMAT -> destinationFormat = v | 0x0FFF_FFFF;
      case SPURIOUS -> setSpurious(v);
      case ERROR_STATUS -> {
        errorStatus = errors;
        errors = 0;
      }
      case COMMAND -> {
        long high = x2apic() ? value : command & 0xFFFF_FFFF_0000_0000L | v & 0xFFFF_FFFFL;
        command = high & COMMAND_WRITABLE;
        send();
      }
      case COMMAND_HIGH -> command = command & 0xFFFF_FFFFL | value << 32;
      case INITIAL_COUNT -> timer.load(value & 0xFFFF_FFFFL);
      case DIVIDE -> timer.setDivide(v);
      case SELF_IPI -> {
        if ((v & 0xFF) < 16) {
          error(ERROR_SEND_VECTOR);
        } else {
          deliver(DELIVER_FIXED, v & 0xFF, false);
        }
      }
      default -> {
        if (number >= LVT_TIMER && number <= LVT_ERROR) {
          setLocalVector(number, v);
        }
      }
    }
  }

  private void setSpurious(int value) {
    spurious = value & 0x1FF;
    if ((spurious & SPURIOUS_ENABLED) == 0) {
      for (int i = 0; i < LVT_COUNT; i++) {
        lvt[i] |= MASKED;
      }
    }
  }

  /** The bits of an entry of the local vector table that software writes. */
  static int localVectorBits(int number) {
    return switch (number) {
      case LVT_TIMER -> 0x7_00FF;
      case LVT_LINT0, LVT_LINT1 -> 0x1_A7FF;
      case LVT_ERROR -> 0x1_00FF;
      default -> 0x1_07FF;
    };
  }

  private void setLocalVector(int number, int value) {
    boolean disabled = (spurious & SPURIOUS_ENABLED) == 0;
    lvt[number - LVT_TIMER] = value & localVectorBits(number) | (disabled ? MASKED : 0);
    if (number == LVT_TIMER) {
      timer.setMode(value >>> 17 & 3);
    }
  }

  // Time.

  /** IA32_TSC_DEADLINE. */
  public long deadline() {
    return timer.deadline();
  }

  /**
   * Writes IA32_TSC_DEADLINE.
   *
   * @param ticksAhead how long until the time-stamp counter has that value
   */
  public void setDeadline(long value, long ticksAhead) {
    timer.setDeadline(value, clock.now() + Math.max(0, ticksAhead));
  }

  @Override
  public long nextEvent() {
    return timer.due();
  }

  @Override
  public void update() {
    if (timer.expire()) {
      local(LVT_TIMER);
    }
  }

  @Override
  public State save() {
    return new State(
        base,
        id,
        logicalDestination,
        destinationFormat,
        spurious,
        IntStream.of(lvt).boxed().toList(),
        errors,
        errorStatus,
        command,
        lint0,
        priorities.save(),
        timer.save());
  }

  @Override
  public void restore(State state) {
    base = state.base;
    id = state.id;
    logicalDestination = state.logicalDestination;
    destinationFormat = state.destinationFormat;
    spurious = state.spurious;
    for (int i = 0; i < LVT_COUNT; i++) {
      lvt[i] = state.lvt.get(i);
    }
    errors = state.errors;
    errorStatus = state.errorStatus;
    command = state.command;
    lint0 = state.lint0;
    priorities.restore((InterruptPriorities.State) state.priorities);
    timer.restore((ApicTimer.State) state.timer);
  }
}
