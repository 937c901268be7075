package ringside.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.InterruptSource;
import ringside.emulator.device.AtaController;
import ringside.emulator.device.BlockStorage;
import ringside.emulator.device.DebugConsole;
import ringside.emulator.device.DebugExit;
import ringside.emulator.device.FirmwareConfiguration;
import ringside.emulator.device.InterruptController;
import ringside.emulator.device.InterruptLine;
import ringside.emulator.device.IntervalTimer;
import ringside.emulator.device.IoApic;
import ringside.emulator.device.KeyboardController;
import ringside.emulator.device.LocalApic;
import ringside.emulator.device.PciHostBridge;
import ringside.emulator.device.PowerManagement;
import ringside.emulator.device.RealTimeClock;
import ringside.emulator.device.SerialPort;
import ringside.emulator.device.SimDisk;
import ringside.emulator.device.Stateful;
import ringside.emulator.device.SystemControlPort;
import ringside.emulator.device.TestDevice;
import ringside.emulator.device.TimedDevice;
import ringside.emulator.device.VgaRegisters;
import ringside.emulator.device.VirtualClock;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceSink;

/** The devices of a {@link Board}, wired: where they answer, and what their lines reach. */
final class Chipset {
  private static final int COM1 = 0x3F8;
  private static final int SIM_DISK = 0x300;
  private static final int ATA = 0x1F0;
  private static final int ATA_CONTROL = 0x3F6;
  private static final int VGA = 0x3C0;
  private static final int PCI = 0xCF8;
  private static final int FIRMWARE_CONFIGURATION = 0x510;
  private static final long PAGE = 4096;

  private static final int IRQ_TIMER = 0;
  private static final int IRQ_KEYBOARD = 1;
  private static final int IRQ_COM1 = 4;
  private static final int IRQ_FLOPPY = 6;
  private static final int IRQ_CLOCK = 8;
  private static final int IRQ_DISK = 14;

  /** The I/O APIC's pin for the timer; the others have the numbers of their ISA interrupts. */
  private static final int PIN_TIMER = 2;

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

    /** Gives the processor a system-management interrupt. */
    void smi();

    /** Gives the processor a non-maskable interrupt. */
    void nmi();

    /** Who watches, or null. */
    @Nullable TraceSink trace();
  }

  private final Host host;
  private final PhysicalMemory memory;
  private final IoAddressSpace io;
  private final List<Stateful<?>> stateful = new ArrayList<>();
  private final List<TimedDevice> timed = new ArrayList<>();
  private final InterruptController interrupts = new InterruptController();
  private final @Nullable IoApic ioApic;
  private final @Nullable ProcessorApic apic;
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
    if (board.kind() == Board.Kind.PC) {
      LocalApic local = add(new LocalApic(host, host::smi, host::nmi, this::endOfInterrupt));
      ioApic =
          add(
              new IoApic((logical, destination, mode, vector, level) -> {
                if (local.isDestination(logical, destination)) {
                  local.deliver(mode, vector, level);
                }
              }));
      apic = new ProcessorApic(local, interrupts, new Intr(), memory);
      interrupts.connect(local::setLint0);
      memory.attach(IoApic.ADDRESS, PAGE, ioApic);
    } else {
      ioApic = null;
      apic = null;
    }
    IntervalTimer timer = add(new IntervalTimer(host, irq(IRQ_TIMER)));
    io.attach(0x40, 4, timer);
    io.attach(0x61, 1, timer.systemControl());
    serial = add(new SerialPort("COM1", host::output, irq(IRQ_COM1)));
    io.attach(COM1, 8, serial);
    keyboard = add(new KeyboardController(irq(IRQ_KEYBOARD), this::reset));
    io.attach(0x60, 1, keyboard);
    io.attach(0x64, 1, keyboard.commandPort());
    RealTimeClock clock = add(new RealTimeClock(host, irq(IRQ_CLOCK), configuration.startTime()));
    io.attach(0x70, 2, clock);
    io.attach(0xE9, 1, new DebugConsole(host::debugOutput));
    io.attach(0xF4, 4, new DebugExit(status -> host.stop(new RunOutcome.DebugExit(status))));
    switch (board.kind()) {
      case TRAINER -> {
        byte[] disk = board.disks().isEmpty() ? EMPTY_DISK : board.disks().getFirst();
        simDisk(SIM_DISK, disk, irq(IRQ_DISK));
      }
      case ISAPC -> personalComputer(board, clock);
      case PC -> {
        personalComputer(board, clock);
        io.attach(PCI, 8, add(new PciHostBridge(this::reset)));
        io.attach(
            PowerManagement.PORTS,
            16,
            add(new PowerManagement(host, () -> host.stop(new RunOutcome.PowerOff()))));
        AcpiTables.install(memory);
        testDevice();
      }
    }
  }

  /** What a PC has beside the devices of every board. */
  private void personalComputer(Board board, RealTimeClock clock) {
    io.attach(0x92, 1, add(new SystemControlPort(this::reset)));
    io.attach(VGA, 0x20, add(new VgaRegisters()));
    AtaController disks =
        add(
            new AtaController(
                board.disks().stream().map(BlockStorage::new).toList(), irq(IRQ_DISK)));
    io.attach(ATA, 8, disks);
    io.attach(ATA_CONTROL, 1, disks.controlPort());
    int port = SIM_DISK;
    for (byte[] floppy : board.floppies()) {
      simDisk(port, floppy, irq(IRQ_FLOPPY));
      port += 0x10;
    }
    io.attach(
        FIRMWARE_CONFIGURATION,
        2,
        add(new FirmwareConfiguration(memory.below4G(), memory.above4G())));
    Firmware.install(board, memory, clock);
  }

  private void testDevice() {
    TestDevice device = add(new TestDevice());
    io.attach(TestDevice.PORTS, TestDevice.PORT_COUNT, device);
    io.attach(
        TestDevice.LINE_PORTS,
        IoApic.PINS,
        device.lines(IntStream.range(0, IoApic.PINS).mapToObj(this::irq).toList()));
    memory.attach(TestDevice.MEMORY, TestDevice.MEMORY_SIZE, device.memory());
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
                (toMemory, physical, length) -> transferred(toMemory, physical, length)));
    io.attach(port, 0x10, disk);
  }

  private void transferred(boolean toMemory, long physical, int length) {
    TraceSink sink = host.trace();
    if (sink != null) {
      sink.event(new TraceEvent.Dma("SimDisk", toMemory, physical, length));
    }
  }

  private void reset() {
    host.stop(new RunOutcome.Reset());
  }

  /** An ISA interrupt reaches both kinds of controller; those from 16 on only the I/O APIC. */
  private InterruptLine irq(int number) {
    IoApic router = ioApic;
    if (router != null && number >= IRQ_NAMES.size()) {
      return router.line(number);
    }
    InterruptLine legacy = interrupts.line(number);
    if (router == null) {
      return legacy;
    }
    InterruptLine pin = router.line(number == IRQ_TIMER ? PIN_TIMER : number);
    return high -> {
      legacy.set(high);
      pin.set(high);
    };
  }

  private void endOfInterrupt(int vector) {
    if (ioApic != null) {
      ioApic.endOfInterrupt(vector);
    }
  }

  InterruptSource interrupts() {
    return apic != null ? apic : new Intr();
  }

  /** The local APIC as the processor reaches it; null where the board has none. */
  @Nullable ProcessorApic apic() {
    return apic;
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
    for (int i = 0; i < timed.size(); i++) {
      next = Math.min(next, timed.get(i).nextEvent());
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

  /** Last come the interrupt controllers, whose lines the others drive as they are restored. */
  void restore(List<Record> states) {
    for (int i = stateful.size() - 1; i >= 0; i--) {
      restore(stateful.get(i), states.get(i));
    }
    if (apic != null) {
      apic.map();
    }
  }

  /** States come in the order of the devices that gave them. */
  @SuppressWarnings("unchecked")
  private static <S extends Record> void restore(Stateful<S> device, Record state) {
    device.restore((S) state);
  }

  /** The 8259A pair as the processor sees it. */
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
