package ringside.emulator.device;

import java.util.ArrayDeque;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * The 8042 keyboard controller with a keyboard behind it, ports 0x60 and 0x64. Scan codes go in as
 * set 2 would make them and come out translated to set 1, as PCs do by default; the second port has
 * no mouse.
 */
public final class KeyboardController implements BusDevice, Stateful<KeyboardController.State> {
  /** Offset of port 0x60; the command and status register at 0x64 is {@link #COMMAND}. */
  public static final int DATA = 0;

  public static final int COMMAND = 4;

  private static final int STATUS_OUTPUT_FULL = 1;
  private static final int STATUS_SYSTEM = 1 << 2;
  private static final int STATUS_COMMAND = 1 << 3;
  private static final int STATUS_UNLOCKED = 1 << 4;

  private static final int CONFIG_INTERRUPT = 1;
  private static final int CONFIG_SYSTEM = 1 << 2;
  private static final int CONFIG_DISABLED = 1 << 4;
  private static final int CONFIG_SECOND_DISABLED = 1 << 5;
  private static final int CONFIG_TRANSLATE = 1 << 6;

  private static final int READ_CONFIG = 0x20;
  private static final int WRITE_CONFIG = 0x60;
  private static final int DISABLE_SECOND = 0xA7;
  private static final int ENABLE_SECOND = 0xA8;
  private static final int TEST_SECOND = 0xA9;
  private static final int SELF_TEST = 0xAA;
  private static final int TEST_FIRST = 0xAB;
  private static final int DISABLE_FIRST = 0xAD;
  private static final int ENABLE_FIRST = 0xAE;
  private static final int READ_OUTPUT_PORT = 0xD0;
  private static final int WRITE_OUTPUT_PORT = 0xD1;
  private static final int ECHO_FIRST = 0xD2;
  private static final int RESET_PULSE = 0xFE;

  private static final int ACKNOWLEDGE = 0xFA;
  private static final int RESEND = 0xFE;
  private static final int QUEUE_SIZE = 16;

  /**
   * Every register.
   *
   * @param expects the controller command whose data byte comes next on port 0x60, or 0
   * @param keyboardExpects the same for a command to the keyboard
   */
  public record State(
      int config,
      int outputPort,
      int expects,
      int keyboardExpects,
      boolean scanning,
      boolean commandLast,
      List<Integer> queue) {}

  private final InterruptLine line;
  private final Runnable reset;
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();
  private int config = CONFIG_INTERRUPT | CONFIG_SYSTEM | CONFIG_TRANSLATE | CONFIG_SECOND_DISABLED;
  private int outputPort = 0xCF;
  private int expects;
  private int keyboardExpects;
  private boolean scanning = true;
  private boolean commandLast;

  /**
   * @param reset called when the guest pulses the processor's reset line
   */
  public KeyboardController(InterruptLine line, Runnable reset) {
    this.line = line;
    this.reset = reset;
  }

  /** Port 0x64, apart from port 0x60: between them is another device's. */
  public BusDevice commandPort() {
    return new CommandPort();
  }

  /** A key goes down or up: its set 1 scan code. A full queue loses it. */
  public void key(int scanCode) {
    if (scanning && (config & CONFIG_DISABLED) == 0 && queue.size() < QUEUE_SIZE) {
      queue.add(scanCode & 0xFF);
      updateLine();
    }
  }

  /** Whether address line 20 is let through (output port bit 1). */
  public boolean a20() {
    return (outputPort & 2) != 0;
  }

  @Override
  public long read(int offset, int size) {
    if (offset == COMMAND) {
      return STATUS_UNLOCKED
          | STATUS_SYSTEM
          | (commandLast ? STATUS_COMMAND : 0)
          | (queue.isEmpty() ? 0 : STATUS_OUTPUT_FULL);
    }
    if (offset != DATA) {
      return 0xFF;
    }
    Integer value = queue.poll();
    line.set(false);
    updateLine();
    return value == null ? 0 : value;
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value;
    if (offset == COMMAND) {
      commandLast = true;
      command(v);
    } else if (offset == DATA) {
      commandLast = false;
      data(v);
    }
    updateLine();
  }

  private void command(int command) {
    expects = 0;
    switch (command) {
      case READ_CONFIG -> queue.add(config);
      case WRITE_CONFIG, WRITE_OUTPUT_PORT, ECHO_FIRST -> expects = command;
      case DISABLE_SECOND -> config |= CONFIG_SECOND_DISABLED;
      case ENABLE_SECOND -> config &= ~CONFIG_SECOND_DISABLED;
      case TEST_SECOND, TEST_FIRST -> queue.add(0);
      case SELF_TEST -> queue.add(0x55);
      case DISABLE_FIRST -> config |= CONFIG_DISABLED;
      case ENABLE_FIRST -> config &= ~CONFIG_DISABLED;
      case READ_OUTPUT_PORT -> queue.add(outputPort);
      case RESET_PULSE -> reset.run();
      default -> {
        // the controller ignores what it does not know
      }
    }
  }

  private void data(int value) {
    switch (expects) {
      case WRITE_CONFIG -> config = value;
      case WRITE_OUTPUT_PORT -> {
        outputPort = value;
        if ((value & 1) == 0) {
          reset.run();
        }
      }
      case ECHO_FIRST -> queue.add(value);
      default -> toKeyboard(value);
    }
    expects = 0;
  }

  /** A byte for the keyboard itself. */
  private void toKeyboard(int value) {
    if (keyboardExpects != 0) {
      int command = keyboardExpects;
      keyboardExpects = 0;
      queue.add(ACKNOWLEDGE);
      if (command == 0xF0 && value == 0) {
        queue.add((config & CONFIG_TRANSLATE) != 0 ? 0x41 : 2);
      }
      return;
    }
    switch (value) {
      case 0xED, 0xF0, 0xF3 -> {
        keyboardExpects = value;
        queue.add(ACKNOWLEDGE);
      }
      case 0xEE -> queue.add(0xEE);
      case 0xF2 -> {
        queue.add(ACKNOWLEDGE);
        queue.add(0xAB);
        queue.add((config & CONFIG_TRANSLATE) != 0 ? 0x41 : 0x83);
      }
      case 0xF4 -> {
        scanning = true;
        queue.add(ACKNOWLEDGE);
      }
      case 0xF5 -> {
        scanning = false;
        queue.add(ACKNOWLEDGE);
      }
      case 0xF6 -> {
        scanning = true;
        queue.add(ACKNOWLEDGE);
      }
      case 0xFF -> {
        scanning = true;
        queue.clear();
        queue.add(ACKNOWLEDGE);
        queue.add(0xAA);
      }
      default -> queue.add(RESEND);
    }
  }

  private void updateLine() {
    line.set(!queue.isEmpty() && (config & CONFIG_INTERRUPT) != 0);
  }

  @Override
  public State save() {
    return new State(
        config, outputPort, expects, keyboardExpects, scanning, commandLast, List.copyOf(queue));
  }

  @Override
  public void restore(State state) {
    config = state.config;
    outputPort = state.outputPort;
    expects = state.expects;
    keyboardExpects = state.keyboardExpects;
    scanning = state.scanning;
    commandLast = state.commandLast;
    queue.clear();
    queue.addAll(state.queue);
    updateLine();
  }

  @Override
  public String name() {
    return "keyboard controller";
  }

  private final class CommandPort implements BusDevice {
    @Override
    public long read(int offset, int size) {
      return KeyboardController.this.read(COMMAND, size);
    }

    @Override
    public void write(int offset, int size, long value) {
      KeyboardController.this.write(COMMAND, size, value);
    }

    @Override
    public String name() {
      return KeyboardController.this.name();
    }
  }
}
