package ringside.emulator.device;

import ringside.emulator.memory.BusDevice;

/**
 * A disk of our own making, so that one request is four OUTs, one interrupt and one IN. Nothing
 * like it was ever sold; see the course's domain reference, "Standard physical map and devices".
 *
 * <p>32-bit registers: 0 sector number (LBA), 4 physical address, 8 number of sectors, 12 command
 * when written and status when read. A command moves the data {@link #LATENCY} ticks later and then
 * raises the interrupt; reading the status lowers it.
 */
public final class SimDisk implements BusDevice, TimedDevice, Stateful<SimDisk.State> {
  /** Commands. */
  public static final int READ = 1;

  public static final int WRITE = 2;

  /** Status bits. */
  public static final int BUSY = 1;

  public static final int DONE = 2;
  public static final int ERROR = 4;

  /** Ticks from the command to the interrupt. */
  public static final long LATENCY = 200;

  /** The most that one request moves: 1 MiB. */
  private static final int MAXIMUM_SECTORS = 2048;

  /**
   * Every register.
   *
   * @param command running or last command
   * @param due tick at which it completes, {@link TimedDevice#NEVER} when idle
   */
  public record State(
      long lba,
      long address,
      long count,
      int command,
      int status,
      long due,
      BlockStorage.State storage) {}

  /** Hears of every transfer, for the trace. */
  @FunctionalInterface
  public interface TransferListener {
    void transferred(boolean toMemory, long physical, int length);
  }

  private final VirtualClock clock;
  private final BlockStorage storage;
  private final DirectMemory memory;
  private final InterruptLine line;
  private final TransferListener listener;

  private long lba;
  private long address;
  private long count;
  private int command;
  private int status;
  private long due = NEVER;

  public SimDisk(
      VirtualClock clock,
      BlockStorage storage,
      DirectMemory memory,
      InterruptLine line,
      TransferListener listener) {
    this.clock = clock;
    this.storage = storage;
    this.memory = memory;
    this.line = line;
    this.listener = listener;
  }

  @Override
  public long read(int offset, int size) {
    return switch (offset) {
      case 0 -> lba;
      case 4 -> address;
      case 8 -> count;
      case 12 -> readStatus();
      default -> 0;
    };
  }

  private int readStatus() {
    update();
    line.set(false);
    return status;
  }

  @Override
  public void write(int offset, int size, long value) {
    switch (offset) {
      case 0 -> lba = value;
      case 4 -> address = value;
      case 8 -> count = value;
      case 12 -> start((int) value);
      default -> {
        // no register begins there
      }
    }
  }

  private void start(int requested) {
    if (due != NEVER) {
      status |= ERROR;
      return;
    }
    command = requested;
    status = BUSY;
    due = clock.now() + LATENCY;
  }

  @Override
  public long nextEvent() {
    return due;
  }

  @Override
  public void update() {
    if (due > clock.now()) {
      return;
    }
    due = NEVER;
    boolean valid =
        (command == READ || command == WRITE)
            && count > 0
            && count <= MAXIMUM_SECTORS
            && lba + count <= storage.sectors();
    if (valid) {
      transfer();
    }
    status = valid ? DONE : DONE | ERROR;
    line.set(true);
  }

  private void transfer() {
    int length = (int) count * BlockStorage.SECTOR;
    byte[] buffer = new byte[length];
    boolean toMemory = command == READ;
    if (!toMemory) {
      memory.read(address, buffer, 0, length);
    }
    for (int n = 0; n < count; n++) {
      if (toMemory) {
        storage.read(lba + n, buffer, n * BlockStorage.SECTOR);
      } else {
        storage.write(lba + n, buffer, n * BlockStorage.SECTOR);
      }
    }
    if (toMemory) {
      memory.write(address, buffer, 0, length);
    }
    listener.transferred(toMemory, address, length);
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public State save() {
    return new State(lba, address, count, command, status, due, storage.save());
  }

  @Override
  public void restore(State state) {
    lba = state.lba;
    address = state.address;
    count = state.count;
    command = state.command;
    status = state.status;
    due = state.due;
    storage.restore(state.storage);
  }

  @Override
  public String name() {
    return "SimDisk";
  }
}
