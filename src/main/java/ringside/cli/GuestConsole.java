package ringside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.machine.Input;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;

/**
 * Runs a machine in slices, between which its serial output becomes visible and what was typed
 * reaches it.
 */
final class GuestConsole {
  private static final long SLICE = 2_000_000;

  private final Machine machine;
  private final OutputStream output;
  private @Nullable InputStream input;

  /**
   * @param input what is typed on the serial port; null for nothing
   */
  GuestConsole(Machine machine, OutputStream output, @Nullable InputStream input) {
    this.machine = machine;
    this.output = output;
    this.input = input;
    machine.setOutput(this::write);
  }

  /** Runs until the guest stops, or {@code limit} instructions are used up. */
  RunOutcome run(long limit) throws IOException {
    while (true) {
      RunOutcome outcome = machine.run(Math.min(SLICE, limit - machine.ticks()));
      output.flush();
      boolean goesOn =
          switch (outcome) {
            case RunOutcome.TickLimit _ -> machine.ticks() < limit && typeAvailable();
            case RunOutcome.HaltedForever _ -> typeNext();
            case RunOutcome.Shutdown _, RunOutcome.DebugExit _, RunOutcome.StopRequested _ -> false;
          };
      if (!goesOn) {
        return outcome;
      }
    }
  }

  private void write(int character) {
    try {
      output.write(character);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types what is there already; always true. */
  private boolean typeAvailable() throws IOException {
    InputStream typed = input;
    while (typed != null && typed.available() > 0) {
      int character = typed.read();
      if (character < 0) {
        break;
      }
      machine.type(new Input(machine.now(), character));
    }
    return true;
  }

  /**
   * Waits for the next character, if the halted guest would take an interrupt; false at the end.
   */
  private boolean typeNext() throws IOException {
    InputStream typed = input;
    if (typed == null || (machine.cpu().rflags() & Rflags.IF) == 0) {
      return false;
    }
    int character = typed.read();
    if (character < 0) {
      input = null;
      return false;
    }
    machine.type(new Input(machine.now(), character));
    return typeAvailable();
  }
}
