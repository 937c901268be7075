package ringside.emulator.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import ringside.emulator.memory.BusDevice;

/**
 * QEMU's fw_cfg at ports 510h and 511h: items by number, read a byte after the other. It tells a
 * guest that was loaded without firmware what machine it is on.
 */
public final class FirmwareConfiguration
    implements BusDevice, Stateful<FirmwareConfiguration.State> {
  private static final int SIGNATURE = 0;
  private static final int INTERFACE = 1;
  private static final int RAM_SIZE = 3;
  private static final int PROCESSORS = 5;
  private static final int MAXIMUM_PROCESSORS = 0x0F;
  private static final int FILES = 0x19;
  private static final int FIRST_FILE = 0x20;
  private static final int FILE_ENTRY = 64;
  private static final int FILE_NAME = 56;
  private static final int E820_ENTRY = 20;
  private static final int RAM = 1;

  /** The selected item and the next byte of it. */
  public record State(int selected, int position) {}

  private final Map<Integer, byte[]> items = new TreeMap<>();
  private int selected;
  private int position;

  /**
   * @param below4G bytes of RAM from address 0 on
   * @param above4G bytes of RAM from 4 GiB on
   */
  public FirmwareConfiguration(long below4G, long above4G) {
    items.put(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
    items.put(INTERFACE, little(4).putInt(1).array());
    items.put(RAM_SIZE, little(8).putLong(below4G + above4G).array());
    items.put(PROCESSORS, little(2).putShort((short) 1).array());
    items.put(MAXIMUM_PROCESSORS, little(2).putShort((short) 1).array());
    byte[] map = map(below4G, above4G);
    items.put(FIRST_FILE, map);
    ByteBuffer directory = ByteBuffer.allocate(4 + FILE_ENTRY); // big-endian, alone among all
    directory.putInt(1).putInt(map.length).putShort((short) FIRST_FILE).putShort((short) 0);
    byte[] name = "etc/e820".getBytes(StandardCharsets.US_ASCII);
    directory.put(name).put(new byte[FILE_NAME - name.length]);
    items.put(FILES, directory.array());
  }

  private static byte[] map(long below4G, long above4G) {
    ByteBuffer map = little(above4G == 0 ? E820_ENTRY : 2 * E820_ENTRY);
    map.putLong(0).putLong(below4G).putInt(RAM);
    if (above4G != 0) {
      map.putLong(4L << 30).putLong(above4G).putInt(RAM);
    }
    return map.array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long read(int offset, int size) {
    return offset == 0 ? selected : next();
  }

  private long next() {
    byte[] item = items.get(selected);
    return item == null || position >= item.length ? 0 : item[position++] & 0xFF;
  }

  @Override
  public void write(int offset, int size, long value) {
    if (offset == 0 && size == 2) {
      selected = (int) value;
      position = 0;
    }
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public State save() {
    return new State(selected, position);
  }

  @Override
  public void restore(State state) {
    selected = state.selected;
    position = state.position;
  }

  @Override
  public String name() {
    return "fw_cfg";
  }
}
