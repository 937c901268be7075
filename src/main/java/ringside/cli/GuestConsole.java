package ringside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.machine.Input;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;

/**
 * Runs a machine in slices, between which its serial output becomes visible and what was typed
 * reaches it. While a guest that could be typed to is idle, its time passes no faster than ours.
 */
final class GuestConsole {
  private static final long SLICE = 2_000_000;
  private static final int IDLE_MILLISECONDS = 20;

  private final Machine machine;
  private final OutputStream output;
  private final BooleanSupplier interrupted;
  private @Nullable InputStream input;

  /**
   * @param input what is typed on the serial port; null for nothing
   * @param interrupted whether the run is to end
   */
  GuestConsole(
      Machine machine,
      OutputStream output,
      @Nullable InputStream input,
      BooleanSupplier interrupted) {
    this.machine = machine;
    this.output = output;
    this.input = input;
    this.interrupted = interrupted;
    machine.setOutput(this::write);
  }

  /** Runs until the guest stops, or {@code limit} instructions are used up. */
  RunOutcome run(long limit) throws IOException {
    while (true) {
      long idle = machine.configuration().frequency() * IDLE_MILLISECONDS / 1000;
      // Without anybody at the keyboard the bound only lets an idle guest be interrupted.
      long until = machine.now() + (input == null ? idle * 1000 : idle);
      RunOutcome outcome = machine.run(Math.min(SLICE, limit - machine.ticks()), until);
      output.flush();
      if (interrupted.getAsBoolean()) {
        return new RunOutcome.StopRequested();
      }
      boolean goesOn =
          switch (outcome) {
            case RunOutcome.TickLimit _ -> machine.ticks() < limit && typeAvailable();
            case RunOutcome.TimeLimit _ -> idle();
            case RunOutcome.HaltedForever _ -> typeNext();
            case RunOutcome.Shutdown _,
                RunOutcome.DebugExit _,
                RunOutcome.PowerOff _,
                RunOutcome.Reset _,
                RunOutcome.StopRequested _ ->
                false;
          };
      if (!goesOn) {
        return outcome;
      }
    }
  }

  /** A character that the guest prints. */
  void write(int character) {
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

  /** Lets our time catch up with an idle guest's; always true. */
  private boolean idle() throws IOException {
    if (input != null && input.available() == 0) {
      try {
        Thread.sleep(IDLE_MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return typeAvailable();
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
