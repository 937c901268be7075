package ringside.emulator.device;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * An I/O APIC of 24 pins (Intel 82093AA data sheet): a redirection entry a pin, behind an index and
 * a data register.
 */
public final class IoApic implements BusDevice, Stateful<IoApic.State> {
  /** Where a PC has it. */
  public static final long ADDRESS = 0xFEC0_0000L;

  /** Input pins. */
  public static final int PINS = 24;

  private static final int INDEX = 0x00;
  private static final int DATA = 0x10;
  private static final int EOI = 0x40;
  private static final int REGISTER_ID = 0;
  private static final int REGISTER_VERSION = 1;
  private static final int REGISTER_ARBITRATION = 2;
  private static final int REGISTER_ENTRIES = 0x10;
  private static final int VERSION = PINS - 1 << 16 | 0x20;

  private static final long REMOTE_IRR = 1 << 14;
  private static final long LEVEL = 1 << 15;
  private static final long MASKED = 1 << 16;
  private static final long WRITABLE = 0xFF00_0000_0001_AFFFL;

  /** Entries, the levels of the pins, and what is selected. */
  public record State(int index, int id, List<Long> entries, int lines) {}

  /** Receives the messages of an I/O APIC. */
  @FunctionalInterface
  public interface Messages {
    /**
     * An interrupt.
     *
     * @param logical whether {@code destination} is a logical one
     * @param mode delivery mode, as local vector tables have it
     */
    void send(boolean logical, int destination, int mode, int vector, boolean level);
  }

  private final Messages messages;
  private final long[] entries = new long[PINS];
  private int index;
  private int id;
  private int lines;

  public IoApic(Messages messages) {
    this.messages = messages;
    java.util.Arrays.fill(entries, MASKED);
  }

  /** Input pin 0 to 23. */
  public InterruptLine line(int pin) {
    return high -> set(pin, high);
  }

  private void set(int pin, boolean high) {
    int bit = 1 << pin;
    boolean was = (lines & bit) != 0;
    lines = high ? lines | bit : lines & ~bit;
    if (high && (!was || (entries[pin] & LEVEL) != 0)) {
      service(pin);
    }
  }

  private void service(int pin) {
    long entry = entries[pin];
    boolean level = (entry & LEVEL) != 0;
    if ((entry & MASKED) != 0 || level && (entry & REMOTE_IRR) != 0) {
      return;
    }
    if (level) {
      entries[pin] |= REMOTE_IRR;
    }
    boolean logical = (entry & 1 << 11) != 0;
    messages.send(logical, (int) (entry >>> 56), (int) entry >>> 8 & 7, (int) entry & 0xFF, level);
  }

  /** A level-triggered interrupt has ended: pins that still are high interrupt again. */
  public void endOfInterrupt(int vector) {
    for (int pin = 0; pin < PINS; pin++) {
      if ((entries[pin] & 0xFF) == vector && (entries[pin] & REMOTE_IRR) != 0) {
        entries[pin] &= ~REMOTE_IRR;
        if ((lines & 1 << pin) != 0) {
          service(pin);
        }
      }
    }
  }

  @Override
  public long read(int offset, int size) {
    if (offset == INDEX) {
      return index;
    }
    if (offset != DATA) {
      return 0;
    }
    return switch (index) {
      case REGISTER_ID, REGISTER_ARBITRATION -> (long) id << 24;
      case REGISTER_VERSION -> VERSION;
      default -> {
        int pin = index - REGISTER_ENTRIES >> 1;
        if (pin < 0 || pin >= PINS) {
          yield 0;
        }
        yield entries[pin] >>> (index & 1) * 32 & 0xFFFF_FFFFL;
      }
    };
  }

  @Override
  public void write(int offset, int size, long value) {
    if (offset == INDEX) {
      index = (int) value & 0xFF;
    } else if (offset == DATA) {
      writeRegister(value & 0xFFFF_FFFFL);
    } else if (offset == EOI) {
      endOfInterrupt((int) value & 0xFF);
    }
  }

  private void writeRegister(long value) {
    if (index == REGISTER_ID) {
      id = (int) (value >>> 24) & 0xF;
      return;
    }
    int pin = index - REGISTER_ENTRIES >> 1;
    if (pin < 0 || pin >= PINS) {
      return;
    }
    long before = entries[pin];
    long merged =
        (index & 1) == 0
            ? before & 0xFFFF_FFFF_0000_0000L | value
            : before & 0xFFFF_FFFFL | value << 32;
    long after = merged & WRITABLE | before & REMOTE_IRR;
    if ((after & LEVEL) == 0) {
      after &= ~REMOTE_IRR;
    }
    entries[pin] = after;
    if ((lines & 1 << pin) != 0 && (after & LEVEL) != 0) {
      service(pin);
    }
  }

  @Override
  public int width() {
    return 4;
  }

  @Override
  public State save() {
    List<Long> all = new ArrayList<>();
    for (long entry : entries) {
      all.add(entry);
    }
    return new State(index, id, List.copyOf(all), lines);
  }

  @Override
  public void restore(State state) {
    index = state.index;
    id = state.id;
    lines = state.lines;
    for (int i = 0; i < PINS; i++) {
      entries[i] = state.entries.get(i);
    }
  }

  @Override
  public String name() {
    return "I/O APIC";
  }
}
