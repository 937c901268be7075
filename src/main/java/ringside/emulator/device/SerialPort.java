package ringside.emulator.device;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntConsumer;
import ringside.emulator.memory.BusDevice;

/**
 * A 16550A UART (National Semiconductor PC16550D data sheet). Characters leave at the moment they
 * are written, so the transmitter is always empty; received ones wait in the FIFO.
 */
public final class SerialPort implements BusDevice, Stateful<SerialPort.State> {
  // register offsets; the first two change meaning with LCR.DLAB
  private static final int DATA = 0;
  private static final int INTERRUPT_ENABLE = 1;
  private static final int INTERRUPT_IDENTIFICATION = 2;
  private static final int LINE_CONTROL = 3;
  private static final int MODEM_CONTROL = 4;
  private static final int LINE_STATUS = 5;
  private static final int MODEM_STATUS = 6;
  private static final int SCRATCH = 7;

  private static final int IER_RECEIVED = 1;
  private static final int IER_TRANSMITTER_EMPTY = 1 << 1;
  private static final int IER_LINE_STATUS = 1 << 2;

  private static final int IIR_NONE = 0x01;
  private static final int IIR_TRANSMITTER_EMPTY = 0x02;
  private static final int IIR_RECEIVED = 0x04;
  private static final int IIR_LINE_STATUS = 0x06;
  private static final int IIR_FIFOS_ENABLED = 0xC0;

  private static final int FCR_ENABLE = 1;
  private static final int FCR_CLEAR_RECEIVER = 1 << 1;
  private static final int LCR_DLAB = 1 << 7;

  private static final int MCR_DTR = 1;
  private static final int MCR_RTS = 1 << 1;
  private static final int MCR_OUT1 = 1 << 2;
  private static final int MCR_OUT2 = 1 << 3;
  private static final int MCR_LOOPBACK = 1 << 4;

  private static final int LSR_DATA_READY = 1;
  private static final int LSR_OVERRUN = 1 << 1;
  private static final int LSR_TRANSMITTER_EMPTY = 1 << 5 | 1 << 6;

  private static final int MSR_CTS = 1 << 4;
  private static final int MSR_DSR = 1 << 5;
  private static final int MSR_RING = 1 << 6;
  private static final int MSR_DCD = 1 << 7;

  private static final int FIFO_SIZE = 16;

  /**
   * Every register.
   *
   * @param received the receive FIFO, oldest character first
   */
  public record State(
      int divisor,
      int interruptEnable,
      boolean fifosEnabled,
      int lineControl,
      int modemControl,
      int scratch,
      boolean overrun,
      boolean transmitterInterrupt,
      List<Integer> received) {}

  private final String name;
  private final IntConsumer output;
  private final InterruptLine line;

  private int divisor = 12;
  private int interruptEnable;
  private boolean fifosEnabled;
  private int lineControl;
  private int modemControl;
  private int scratch;
  private boolean overrun;
  private boolean transmitterInterrupt;
  private final ArrayDeque<Integer> received = new ArrayDeque<>(FIFO_SIZE);

  /**
   * @param name what events call it: COM1
   * @param output receives each transmitted byte, 0 to 255
   */
  public SerialPort(String name, IntConsumer output, InterruptLine line) {
    this.name = name;
    this.output = output;
    this.line = line;
  }

  /** A character arrives on the wire; a full FIFO loses it and says so in LSR. */
  public void receive(int character) {
    if (full()) {
      overrun = true;
    } else {
      received.add(character & 0xFF);
    }
    updateLine();
  }

  /** Whether {@link #receive} would lose a character now. */
  public boolean full() {
    return received.size() == (fifosEnabled ? FIFO_SIZE : 1);
  }

  @Override
  public long read(int offset, int size) {
    return switch (offset) {
      case DATA -> divisorLatch() ? divisor & 0xFF : readReceiver();
      case INTERRUPT_ENABLE -> divisorLatch() ? divisor >>> 8 : interruptEnable;
      case INTERRUPT_IDENTIFICATION -> readInterruptIdentification();
      case LINE_CONTROL -> lineControl;
      case MODEM_CONTROL -> modemControl;
      case LINE_STATUS -> readLineStatus();
      case MODEM_STATUS -> modemStatus();
      default -> scratch;
    };
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value;
    switch (offset) {
      case DATA -> {
        if (divisorLatch()) {
          divisor = divisor & 0xFF00 | v;
        } else {
          transmit(v);
        }
      }
      case INTERRUPT_ENABLE -> {
        if (divisorLatch()) {
          divisor = divisor & 0xFF | v << 8;
        } else {
          transmitterInterrupt |= (v & ~interruptEnable & IER_TRANSMITTER_EMPTY) != 0;
          interruptEnable = v & 0x0F;
        }
      }
      case INTERRUPT_IDENTIFICATION -> writeFifoControl(v);
      case LINE_CONTROL -> lineControl = v;
      case MODEM_CONTROL -> modemControl = v & 0x1F;
      case SCRATCH -> scratch = v;
      default -> {
        // LSR and MSR are read-only
      }
    }
    updateLine();
  }

  private void transmit(int character) {
    if ((modemControl & MCR_LOOPBACK) != 0) {
      receive(character);
    } else {
      output.accept(character);
    }
    transmitterInterrupt = true;
  }

  private int readReceiver() {
    Integer character = received.poll();
    updateLine();
    return character == null ? 0 : character;
  }

  /** Reading IIR ends the transmitter interrupt, if that is what it shows. */
  private int readInterruptIdentification() {
    int identification = interruptIdentification();
    if (identification == IIR_TRANSMITTER_EMPTY) {
      transmitterInterrupt = false;
      updateLine();
    }
    return identification | (fifosEnabled ? IIR_FIFOS_ENABLED : 0);
  }

  /**
   * The pending interrupt of highest priority (data sheet, "Interrupt Identification Register").
   */
  private int interruptIdentification() {
    if (overrun && (interruptEnable & IER_LINE_STATUS) != 0) {
      return IIR_LINE_STATUS;
    }
    if (!received.isEmpty() && (interruptEnable & IER_RECEIVED) != 0) {
      return IIR_RECEIVED;
    }
    if (transmitterInterrupt && (interruptEnable & IER_TRANSMITTER_EMPTY) != 0) {
      return IIR_TRANSMITTER_EMPTY;
    }
    return IIR_NONE;
  }

  private int readLineStatus() {
    int status =
        LSR_TRANSMITTER_EMPTY
            | (received.isEmpty() ? 0 : LSR_DATA_READY)
            | (overrun ? LSR_OVERRUN : 0);
    overrun = false;
    updateLine();
    return status;
  }

  /** A cable with a ready peer, or in loopback mode the modem-control outputs. */
  private int modemStatus() {
    if ((modemControl & MCR_LOOPBACK) == 0) {
      return MSR_CTS | MSR_DSR | MSR_DCD;
    }
    return ((modemControl & MCR_RTS) != 0 ? MSR_CTS : 0)
        | ((modemControl & MCR_DTR) != 0 ? MSR_DSR : 0)
        | ((modemControl & MCR_OUT1) != 0 ? MSR_RING : 0)
        | ((modemControl & MCR_OUT2) != 0 ? MSR_DCD : 0);
  }

  private void writeFifoControl(int value) {
    boolean enable = (value & FCR_ENABLE) != 0;
    if ((value & FCR_CLEAR_RECEIVER) != 0 || enable != fifosEnabled) {
      received.clear();
    }
    fifosEnabled = enable;
  }

  /** On a PC, OUT2 connects the interrupt output to the bus. */
  private void updateLine() {
    boolean connected = (modemControl & (MCR_OUT2 | MCR_LOOPBACK)) == MCR_OUT2;
    line.set(connected && interruptIdentification() != IIR_NONE);
  }

  private boolean divisorLatch() {
    return (lineControl & LCR_DLAB) != 0;
  }

  @Override
  public State save() {
    return new State(
        divisor,
        interruptEnable,
        fifosEnabled,
        lineControl,
        modemControl,
        scratch,
        overrun,
        transmitterInterrupt,
        List.copyOf(received));
  }

  @Override
  public void restore(State state) {
    divisor = state.divisor;
    interruptEnable = state.interruptEnable;
    fifosEnabled = state.fifosEnabled;
    lineControl = state.lineControl;
    modemControl = state.modemControl;
    scratch = state.scratch;
    overrun = state.overrun;
    transmitterInterrupt = state.transmitterInterrupt;
    received.clear();
    received.addAll(state.received);
    updateLine();
  }

  @Override
  public String name() {
    return name;
  }
}
