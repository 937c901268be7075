package ringside.emulator.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * An ATA channel in PIO mode with up to two disks (ATA/ATAPI-6, "Register descriptions and
 * protocols"): eight command-block registers, and the control register apart. A command takes no
 * time: the drive is never seen busy.
 */
public final class AtaController implements BusDevice, Stateful<AtaController.State> {
  private static final int DATA = 0;
  private static final int ERROR = 1;
  private static final int COUNT = 2;
  private static final int LBA_HIGH = 5;
  private static final int DEVICE = 6;
  private static final int STATUS = 7;

  private static final int STATUS_ERROR = 1;
  private static final int STATUS_DATA = 1 << 3;
  private static final int STATUS_SEEK_COMPLETE = 1 << 4;
  private static final int STATUS_READY = 1 << 6;
  private static final int ERROR_ABORTED = 1 << 2;
  private static final int ERROR_ID_NOT_FOUND = 1 << 4;
  private static final int DEVICE_LBA = 1 << 6;
  private static final int CONTROL_NO_INTERRUPT = 1 << 1;
  private static final int CONTROL_RESET = 1 << 2;
  private static final int CONTROL_HIGH_ORDER = 1 << 7;

  /**
   * Every register.
   *
   * @param task registers 1 to 5 as written last, and before that
   * @param buffer the sectors under way, as hexadecimal digits
   */
  public record State(
      List<Integer> task,
      int device,
      int control,
      int status,
      int error,
      int multiple,
      String buffer,
      int position,
      boolean writing,
      long lba,
      long remaining,
      int block,
      List<BlockStorage.State> storage) {}

  private final List<AtaDrive> drives = new ArrayList<>();
  private final InterruptLine line;
  private final BusDevice controlPort = new ControlPort();

  private final int[] task = new int[6];
  private final int[] before = new int[6];
  private int device;
  private int control;
  private int status = STATUS_READY | STATUS_SEEK_COMPLETE;
  private int error = 1;
  private int multiple;
  private byte[] buffer = new byte[0];
  private int position;
  private boolean writing;
  private long lba;
  private long remaining;
  private int block;

  public AtaController(List<BlockStorage> disks, InterruptLine line) {
    disks.forEach(disk -> drives.add(new AtaDrive(disk)));
    this.line = line;
    signature();
  }

  /** Port 3F6h: alternate status when read, device control when written. */
  public BusDevice controlPort() {
    return controlPort;
  }

  private int selected() {
    return device >>> 4 & 1;
  }

  private boolean absent() {
    return selected() >= drives.size();
  }

  private AtaDrive drive() {
    return drives.get(selected());
  }

  /** What a drive that is no packet device leaves in its registers after reset. */
  private void signature() {
    Arrays.fill(task, 0);
    task[COUNT] = 1;
    task[COUNT + 1] = 1;
    error = 1;
    status = STATUS_READY | STATUS_SEEK_COMPLETE;
    buffer = new byte[0];
    position = 0;
    remaining = 0;
  }

  // Registers.

  @Override
  public long read(int offset, int size) {
    if (absent()) {
      return offset == DEVICE ? device : 0;
    }
    return switch (offset) {
      case DATA -> readData(size);
      case ERROR -> error;
      case DEVICE -> device | 0xA0;
      case STATUS -> {
        line.set(false);
        yield status;
      }
      default -> (control & CONTROL_HIGH_ORDER) != 0 ? before[offset] : task[offset];
    };
  }

  private long readData(int size) {
    long value = 0;
    for (int i = 0; i < size && position < buffer.length; i++) {
      value |= (buffer[position++] & 0xFFL) << i * 8;
    }
    if (position == buffer.length && !writing && buffer.length > 0) {
      nextRead();
    }
    return value;
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value & 0xFF;
    switch (offset) {
      case DATA -> writeData(size, value);
      case DEVICE -> device = v;
      case STATUS -> {
        if (!absent()) {
          command(v);
        }
      }
      default -> {
        before[offset] = task[offset];
        task[offset] = v;
      }
    }
    control &= ~CONTROL_HIGH_ORDER;
  }

  private void writeData(int size, long value) {
    for (int i = 0; i < size && writing && position < buffer.length; i++) {
      buffer[position++] = (byte) (value >>> i * 8);
    }
    if (writing && position == buffer.length) {
      completeWrite();
    }
  }

  // Commands.

  private void command(int command) {
    line.set(false);
    error = 0;
    status = STATUS_READY | STATUS_SEEK_COMPLETE;
    switch (command) {
      case 0x20, 0x21 -> transfer(false, false, 1);
      case 0x24 -> transfer(false, true, 1);
      case 0x29 -> transfer(false, true, multiple);
      case 0xC4 -> transfer(false, false, multiple);
      case 0x30, 0x31 -> transfer(true, false, 1);
      case 0x34 -> transfer(true, true, 1);
      case 0x39 -> transfer(true, true, multiple);
      case 0xC5 -> transfer(true, false, multiple);
      case 0xEC -> {
        remaining = 0;
        writing = false;
        offer(drive().identify(selected()));
      }
      case 0xC6 -> {
        int sectors = task[COUNT];
        if (sectors > AtaDrive.MAXIMUM_MULTIPLE || Integer.bitCount(sectors) > 1) {
          abort(ERROR_ABORTED);
        } else {
          multiple = sectors;
          interrupt();
        }
      }
      case 0x90 -> {
        signature();
        interrupt();
      }
      // recalibrate, verify, initialize parameters, power modes, caches: nothing to do
      case 0x10, 0x40, 0x41, 0x42, 0x70, 0x91, 0xE0, 0xE1, 0xE2, 0xE3, 0xE7, 0xEA -> interrupt();
      case 0xE5 -> {
        task[COUNT] = 0xFF;
        interrupt();
      }
      case 0xEF -> setFeatures();
      default -> abort(ERROR_ABORTED);
    }
  }

  /** SET FEATURES: PIO transfer modes and caches, of which none makes a difference. */
  private void setFeatures() {
    boolean pio = task[ERROR] == 0x03 && task[COUNT] <= 0x0C;
    boolean cache = List.of(0x02, 0x82, 0x55, 0xAA, 0x66, 0xCC).contains(task[ERROR]);
    if (pio || cache) {
      interrupt();
    } else {
      abort(ERROR_ABORTED);
    }
  }

  private void transfer(boolean write, boolean wide, int sectorsPerBlock) {
    if (sectorsPerBlock == 0) {
      abort(ERROR_ABORTED);
      return;
    }
    remaining = wide ? before[COUNT] << 8 | task[COUNT] : task[COUNT];
    if (remaining == 0) {
      remaining = wide ? 65_536 : 256;
    }
    lba = address(wide);
    block = sectorsPerBlock;
    writing = write;
    if (lba < 0 || lba + remaining > drive().storage().sectors()) {
      abort(ERROR_ID_NOT_FOUND);
    } else if (write) {
      buffer = new byte[(int) Math.min(block, remaining) * BlockStorage.SECTOR];
      position = 0;
      status |= STATUS_DATA;
    } else {
      offerSectors();
    }
  }

  private long address(boolean wide) {
    long low = task[3] | task[4] << 8 | (long) task[LBA_HIGH] << 16;
    if (wide) {
      return low | (long) before[3] << 24 | (long) before[4] << 32 | (long) before[LBA_HIGH] << 40;
    }
    if ((device & DEVICE_LBA) != 0) {
      return low | (long) (device & 0xF) << 24;
    }
    long cylinder = task[4] | task[LBA_HIGH] << 8;
    return (cylinder * AtaDrive.HEADS + (device & 0xF)) * AtaDrive.SECTORS_PER_TRACK + task[3] - 1;
  }

  private void offerSectors() {
    int sectors = (int) Math.min(block, remaining);
    byte[] data = new byte[sectors * BlockStorage.SECTOR];
    for (int i = 0; i < sectors; i++) {
      drive().storage().read(lba++, data, i * BlockStorage.SECTOR);
    }
    remaining -= sectors;
    offer(data);
  }

  private void offer(byte[] data) {
    buffer = data;
    position = 0;
    status |= STATUS_DATA;
    interrupt();
  }

  private void nextRead() {
    status &= ~STATUS_DATA;
    buffer = new byte[0];
    position = 0;
    if (remaining > 0) {
      offerSectors();
    }
  }

  private void completeWrite() {
    int sectors = buffer.length / BlockStorage.SECTOR;
    for (int i = 0; i < sectors; i++) {
      drive().storage().write(lba++, buffer, i * BlockStorage.SECTOR);
    }
    remaining -= sectors;
    position = 0;
    if (remaining > 0) {
      buffer = new byte[(int) Math.min(block, remaining) * BlockStorage.SECTOR];
    } else {
      buffer = new byte[0];
      writing = false;
      status &= ~STATUS_DATA;
    }
    interrupt();
  }

  private void abort(int reason) {
    error = reason;
    status = STATUS_READY | STATUS_SEEK_COMPLETE | STATUS_ERROR;
    buffer = new byte[0];
    writing = false;
    interrupt();
  }

  private void interrupt() {
    line.set((control & CONTROL_NO_INTERRUPT) == 0);
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public State save() {
    List<Integer> registers = new ArrayList<>();
    for (int i = 0; i < task.length; i++) {
      registers.add(task[i]);
      registers.add(before[i]);
    }
    return new State(
        List.copyOf(registers),
        device,
        control,
        status,
        error,
        multiple,
        HexFormat.of().formatHex(buffer),
        position,
        writing,
        lba,
        remaining,
        block,
        drives.stream().map(drive -> drive.storage().save()).toList());
  }

  @Override
  public void restore(State state) {
    for (int i = 0; i < task.length; i++) {
      task[i] = state.task.get(i * 2);
      before[i] = state.task.get(i * 2 + 1);
    }
    device = state.device;
    control = state.control;
    status = state.status;
    error = state.error;
    multiple = state.multiple;
    buffer = HexFormat.of().parseHex(state.buffer);
    position = state.position;
    writing = state.writing;
    lba = state.lba;
    remaining = state.remaining;
    block = state.block;
    for (int i = 0; i < drives.size(); i++) {
      drives.get(i).storage().restore(state.storage.get(i));
    }
  }

  @Override
  public String name() {
    return "disk";
  }

  private final class ControlPort implements BusDevice {
    @Override
    public long read(int offset, int size) {
      return absent() ? 0 : status;
    }

    @Override
    public void write(int offset, int size, long value) {
      if ((control & CONTROL_RESET) == 0 && (value & CONTROL_RESET) != 0) {
        signature();
        line.set(false);
      }
      control = (int) value;
      if ((control & CONTROL_NO_INTERRUPT) != 0) {
        line.set(false);
      }
    }

    @Override
    public String name() {
      return AtaController.this.name();
    }
  }
}
