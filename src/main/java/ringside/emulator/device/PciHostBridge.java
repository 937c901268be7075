package ringside.emulator.device;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * PCI configuration by mechanism 1, ports CF8h to CFFh (PCI Local Bus Specification, "Configuration
 * Mechanism #1"), with the two devices that every PC of the time has: host bridge and ISA bridge.
 * Port CF9h is the chipset's reset control.
 */
public final class PciHostBridge implements BusDevice, Stateful<PciHostBridge.State> {
  private static final int ADDRESS = 0;
  private static final int RESET_CONTROL = 1;
  private static final int DATA = 4;
  private static final long ENABLE = 1L << 31;
  private static final int RESET = 1 << 2;

  private static final int COMMAND = 4;
  private static final int STATUS = 6;
  private static final int REVISION = 8;
  private static final int HEADER_TYPE = 0x0E;
  private static final int INTERRUPT_LINE = 0x3C;
  private static final int DEVICE_SPECIFIC = 0x40;
  private static final int MULTIFUNCTION = 0x80;

  /** Address, reset control, and the configuration spaces. */
  public record State(long address, int resetControl, List<Byte> spaces) {}

  private final Runnable reset;
  private final byte[][] spaces = {
    space(0x8086, 0x1237, 0x0600_0002, 0), // 82441FX
    space(0x8086, 0x7000, 0x0601_0000, MULTIFUNCTION) // 82371SB
  };
  private long address;
  private int resetControl;

  /**
   * @param reset called when software resets the machine
   */
  public PciHostBridge(Runnable reset) {
    this.reset = reset;
  }

  private static byte[] space(int vendor, int device, int classAndRevision, int headerType) {
    byte[] space = new byte[256];
    space[0] = (byte) vendor;
    space[1] = (byte) (vendor >>> 8);
    space[2] = (byte) device;
    space[3] = (byte) (device >>> 8);
    space[COMMAND] = 7;
    space[STATUS + 1] = 2;
    for (int i = 0; i < 4; i++) {
      space[REVISION + i] = (byte) (classAndRevision >>> i * 8);
    }
    space[HEADER_TYPE] = (byte) headerType;
    return space;
  }

  /** The configuration space that the address selects, or null. */
  private byte @org.jspecify.annotations.Nullable [] selected() {
    int busAndFunction = (int) address & 0xFF_0700;
    int device = (int) address >>> 11 & 31;
    boolean present = (address & ENABLE) != 0 && busAndFunction == 0 && device < spaces.length;
    return present ? spaces[device] : null;
  }

  @Override
  public long read(int offset, int size) {
    if (offset >= DATA) {
      byte[] space = selected();
      long value = 0;
      for (int i = 0; i < size; i++) {
        int register = ((int) address & 0xFC) + offset - DATA + i & 0xFF;
        value |= (space == null ? 0xFFL : space[register] & 0xFF) << i * 8;
      }
      return value;
    }
    if (offset == RESET_CONTROL && size == 1) {
      return resetControl;
    }
    return offset == ADDRESS && size == 4 ? address : 0xFFFF_FFFFL;
  }

  @Override
  public void write(int offset, int size, long value) {
    if (offset >= DATA) {
      byte[] space = selected();
      for (int i = 0; space != null && i < size; i++) {
        int register = ((int) address & 0xFC) + offset - DATA + i & 0xFF;
        if (register == COMMAND || register == INTERRUPT_LINE || register >= DEVICE_SPECIFIC) {
          space[register] = (byte) (value >>> i * 8);
        }
      }
    } else if (offset == RESET_CONTROL && size == 1) {
      resetControl = (int) value & 0xE;
      if ((value & RESET) != 0) {
        reset.run();
      }
    } else if (offset == ADDRESS && size == 4) {
      address = value & 0x80FF_FFFCL;
    }
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public State save() {
    List<Byte> all = new ArrayList<>();
    for (byte[] space : spaces) {
      for (byte each : space) {
        all.add(each);
      }
    }
    return new State(address, resetControl, List.copyOf(all));
  }

  @Override
  public void restore(State state) {
    address = state.address;
    resetControl = state.resetControl;
    int at = 0;
    for (byte[] space : spaces) {
      for (int i = 0; i < space.length; i++) {
        space[i] = state.spaces.get(at++);
      }
    }
  }

  @Override
  public String name() {
    return "PCI";
  }
}
