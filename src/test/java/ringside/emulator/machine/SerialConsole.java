package ringside.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import ringside.emulator.cpu.CpuModel;

/** A PC that is used over its serial line. */
final class SerialConsole {
  private static final long SLICE = 2_000_000;
  private static final long FREQUENCY = 100_000_000;

  final Machine machine;
  private final StringBuilder shown = new StringBuilder();
  private int read;

  SerialConsole(CpuModel model, Board.Kind kind, long mebibytes) {
    machine =
        new Machine(
            MachineConfiguration.of(model, Preset.REAL, 0)
                .withMemory(mebibytes << 20)
                .withFrequency(FREQUENCY)
                .withBoard(Board.of(kind)));
    machine.setOutput(character -> shown.append((char) character));
  }

  /**
   * Runs until the console shows {@code text} after what was seen before; gives what came first.
   */
  String until(String text, long ticks) {
    long end = machine.ticks() + ticks;
    while (shown.indexOf(text, read) < 0) {
      RunOutcome outcome = machine.run(SLICE);
      assertThat(outcome).as(this::last).isInstanceOf(RunOutcome.TickLimit.class);
      assertThat(machine.ticks()).as(this::last).isLessThan(end);
    }
    int found = shown.indexOf(text, read);
    String before = shown.substring(read, found);
    read = found + text.length();
    return before;
  }

  /** What the console showed last. */
  String last() {
    return shown.substring(Math.max(0, shown.length() - 2000));
  }

  void type(String line) {
    for (byte each : (line + "\n").getBytes(StandardCharsets.US_ASCII)) {
      machine.type(new Input(machine.now(), each));
    }
  }
}
