package ringside.emulator.device;

import ringside.emulator.memory.BusDevice;

/**
 * The pair of 8259A interrupt controllers of a PC (Intel 8259A data sheet): fifteen lines, the
 * second chip behind line 2 of the first.
 *
 * <p>The bus sees three regions: the ports of each chip, and the ELCR at 0x4D0 that makes lines
 * level-triggered.
 */
public final class InterruptController implements Stateful<InterruptController.State> {
  private static final int CASCADE = 2;

  /** Both chips. */
  public record State(InterruptChip.State first, InterruptChip.State second) {}

  private final InterruptChip first = new InterruptChip("PIC 1", 0xF8);
  private final InterruptChip second = new InterruptChip("PIC 2", 0xDE);
  private final BusDevice edgeLevelControl = new EdgeLevelControl();
  private InterruptLine output = InterruptLine.NOWHERE;
  private int acknowledgedLine;

  /** Connects INTR of the first chip. */
  public void connect(InterruptLine intr) {
    output = intr;
    update();
  }

  /** Input line 0 to 15; line 2 is the cascade and ends nowhere. */
  public InterruptLine line(int number) {
    return high -> {
      if (number != CASCADE) {
        (number < 8 ? first : second).drive(number & 7, high);
        update();
      }
    };
  }

  /** Whether INTR is high. */
  public boolean pending() {
    return first.pending() >= 0;
  }

  /**
   * The interrupt-acknowledge cycle.
   *
   * @return the vector; the lowest-priority line's, "spurious", where the request has gone
   */
  public int acknowledge() {
    int line = first.acknowledge();
    acknowledgedLine = line < 0 ? 7 : line;
    int vector = first.vector(acknowledgedLine);
    if (line == CASCADE) {
      int behind = second.acknowledge();
      acknowledgedLine = behind < 0 ? 15 : behind + 8;
      vector = second.vector(behind < 0 ? 7 : behind);
    }
    update();
    return vector;
  }

  /** The line, 0 to 15, that the last {@link #acknowledge} was for. */
  public int acknowledgedLine() {
    return acknowledgedLine;
  }

  /** Ports 0x20 and 0x21. */
  public BusDevice firstChip() {
    return new Ports(first);
  }

  /** Ports 0xA0 and 0xA1. */
  public BusDevice secondChip() {
    return new Ports(second);
  }

  /** Ports 0x4D0 and 0x4D1. */
  public BusDevice edgeLevelControl() {
    return edgeLevelControl;
  }

  private void update() {
    first.drive(CASCADE, second.pending() >= 0);
    output.set(pending());
  }

  @Override
  public State save() {
    return new State(first.save(), second.save());
  }

  @Override
  public void restore(State state) {
    first.restore(state.first);
    second.restore(state.second);
    update();
  }

  private final class Ports implements BusDevice {
    private final InterruptChip chip;

    Ports(InterruptChip chip) {
      this.chip = chip;
    }

    @Override
    public long read(int offset, int size) {
      int value = chip.read(offset);
      update();
      return value;
    }

    @Override
    public void write(int offset, int size, long value) {
      chip.write(offset, (int) value);
      update();
    }

    @Override
    public String name() {
      return chip.name();
    }
  }

  private final class EdgeLevelControl implements BusDevice {
    @Override
    public long read(int offset, int size) {
      return (offset == 0 ? first : second).levelTriggered();
    }

    @Override
    public void write(int offset, int size, long value) {
      (offset == 0 ? first : second).setLevelTriggered((int) value);
      update();
    }

    @Override
    public String name() {
      return "ELCR";
    }
  }
}
