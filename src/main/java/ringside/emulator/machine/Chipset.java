package ringside.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.device.BlockStorage;
import ringside.emulator.device.DebugConsole;
import ringside.emulator.device.DebugExit;
import ringside.emulator.device.InterruptController;
import ringside.emulator.device.InterruptLine;
import ringside.emulator.device.IntervalTimer;
import ringside.emulator.device.KeyboardController;
import ringside.emulator.device.RealTimeClock;
import ringside.emulator.device.SerialPort;
import ringside.emulator.device.SimDisk;
import ringside.emulator.device.Stateful;
import ringside.emulator.device.TimedDevice;
import ringside.emulator.device.VirtualClock;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/** The devices of a {@link Board}, wired: where they answer, and what their lines reach. */
final class Chipset {
  private static final int COM1 = 0x3F8;
  private static final int SIM_DISK = 0x300;

  private static final int IRQ_TIMER = 0;
  private static final int IRQ_KEYBOARD = 1;
  private static final int IRQ_COM1 = 4;
  private static final int IRQ_FLOPPY = 6;
  private static final int IRQ_CLOCK = 8;
  private static final int IRQ_DISK = 14;
  private static final List<String> IRQ_NAMES =
      List.of(
          "PIT",
          "keyboard",
          "cascade",
          "COM2",
          "COM1",
          "LPT2",
          "floppy",
          "spurious",
          "RTC",
          "IRQ 9",
          "IRQ 10",
          "IRQ 11",
          "mouse",
          "FPU",
          "disk",
          "spurious");

  /** Sectors of the disk of a board that was given none: 64 KiB. */
  private static final byte[] EMPTY_DISK = new byte[64 << 10];

  /** What the devices need of the machine around them. */
  interface Host extends VirtualClock {
    /** A byte for whoever receives COM1. */
    void output(int character);

    /** A byte for whoever receives port E9. */
    void debugOutput(int character);

    /** Ends the run after the current tick. */
    void stop(RunOutcome outcome);

    /** Who watches, or null. */
    @Nullable TraceSink trace();
  }

  private final Host host;
  private final PhysicalMemory memory;
  private final IoAddressSpace io;
  private final List<Stateful<?>> stateful = new ArrayList<>();
  private final List<TimedDevice> timed = new ArrayList<>();
  private final InterruptController interrupts = new InterruptController();
  private final SerialPort serial;
  private final KeyboardController keyboard;

  Chipset(MachineConfiguration configuration, Host host, PhysicalMemory memory, IoAddressSpace io) {
    this.host = host;
    this.memory = memory;
    this.io = io;
    Board board = configuration.board();
    stateful.add(interrupts);
    io.attach(0x20, 2, interrupts.firstChip());
    io.attach(0xA0, 2, interrupts.secondChip());
    io.attach(0x4D0, 2, interrupts.edgeLevelControl());
    IntervalTimer timer = add(new IntervalTimer(host, interrupts.line(IRQ_TIMER)));
    io.attach(0x40, 4, timer);
    io.attach(0x61, 1, timer.systemControl());
    serial = add(new SerialPort("COM1", host::output, interrupts.line(IRQ_COM1)));
    io.attach(COM1, 8, serial);
    keyboard =
        add(
            new KeyboardController(
                interrupts.line(IRQ_KEYBOARD), () -> host.stop(new RunOutcome.Reset())));
    io.attach(0x60, 1, keyboard);
    io.attach(0x64, 1, keyboard.commandPort());
    RealTimeClock clock =
        add(new RealTimeClock(host, interrupts.line(IRQ_CLOCK), configuration.startTime()));
    io.attach(0x70, 2, clock);
    io.attach(0xE9, 1, new DebugConsole(host::debugOutput));
    io.attach(0xF4, 4, new DebugExit(status -> host.stop(new RunOutcome.DebugExit(status))));
    switch (board.kind()) {
      case TRAINER ->
          simDisk(
              SIM_DISK,
              board.disks().isEmpty() ? EMPTY_DISK : board.disks().getFirst(),
              interrupts.line(IRQ_DISK));
      case ISAPC, PC -> {
        Firmware.install(board, memory, clock);
        int port = SIM_DISK;
        for (byte[] floppy : board.floppies()) {
          simDisk(port, floppy, interrupts.line(IRQ_FLOPPY));
          port += 0x10;
        }
      }
    }
  }

  private <D extends Stateful<?>> D add(D device) {
    stateful.add(device);
    if (device instanceof TimedDevice withTime) {
      timed.add(withTime);
    }
    return device;
  }

  private void simDisk(int port, byte[] image, InterruptLine line) {
    SimDisk disk =
        add(
            new SimDisk(
                host,
                new BlockStorage(image),
                new BusMaster(memory, host),
                line,
                (toMemory, physical, length) ->
                    transferred("SimDisk", toMemory, physical, length)));
    io.attach(port, 0x10, disk);
  }

  private void transferred(String device, boolean toMemory, long physical, int length) {
    TraceSink sink = host.trace();
    if (sink != null) {
      sink.event(new TraceEvent.Dma(device, toMemory, physical, length));
    }
  }

  InterruptSource interrupts() {
    return new Intr();
  }

  SerialPort serial() {
    return serial;
  }

  KeyboardController keyboard() {
    return keyboard;
  }

  /** When {@link #update} is due, or {@link TimedDevice#NEVER}. */
  long nextEvent() {
    long next = TimedDevice.NEVER;
    for (TimedDevice device : timed) {
      next = Math.min(next, device.nextEvent());
    }
    return next;
  }

  void update() {
    long now = host.now();
    for (TimedDevice device : timed) {
      if (device.nextEvent() <= now) {
        device.update();
      }
    }
  }

  List<Record> save() {
    List<Record> states = new ArrayList<>();
    for (Stateful<?> device : stateful) {
      states.add(device.save());
    }
    return states;
  }

  void restore(List<Record> states) {
    for (int i = stateful.size() - 1; i >= 0; i--) {
      restore(stateful.get(i), states.get(i));
    }
  }

  /** States come in the order of the devices that gave them. */
  @SuppressWarnings("unchecked")
  private static <S extends Record> void restore(Stateful<S> device, Record state) {
    device.restore((S) state);
  }

  /** The interrupt controllers as the processor sees them. */
  private final class Intr implements InterruptSource {
    @Override
    public boolean pending() {
      return interrupts.pending();
    }

    @Override
    public int acknowledge() {
      return interrupts.acknowledge();
    }

    @Override
    public String acknowledgedDevice() {
      return IRQ_NAMES.get(interrupts.acknowledgedLine());
    }
  }
}
