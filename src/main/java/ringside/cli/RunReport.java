package ringside.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.LineTable;
import ringside.emulator.cpu.UndefinedInstruction;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;

/**
 * How a run ended, for people and as JSON.
 *
 * @param assembly of the program that ran, if it was a source
 * @param startup seconds from the start of the process to the first instruction
 * @param seconds of running
 * @param events how many of each kind there were; empty if nobody counted
 */
record RunReport(
    Machine machine,
    @Nullable Assembly assembly,
    RunOutcome outcome,
    long limit,
    double startup,
    double seconds,
    Map<String, Long> events) {

  int status() {
    return switch (outcome) {
      case RunOutcome.HaltedForever _, RunOutcome.PowerOff _, RunOutcome.Reset _ -> ExitStatus.PASS;
      case RunOutcome.DebugExit(int exit) -> exit & 0xFF;
      case RunOutcome.Shutdown _, RunOutcome.TickLimit _, RunOutcome.TimeLimit _ -> ExitStatus.FAIL;
      case RunOutcome.StopRequested _ -> ExitStatus.INTERRUPTED;
    };
  }

  private String message() {
    String where = where(machine.cpu().rip());
    return switch (outcome) {
      case RunOutcome.HaltedForever _ -> "halted at " + where;
      case RunOutcome.DebugExit(int status) -> "debug exit with status " + status;
      case RunOutcome.PowerOff _ -> "switched off at " + where;
      case RunOutcome.Reset _ -> "reset at " + where;
      case RunOutcome.Shutdown _ -> "triple fault, the last one at " + where;
      case RunOutcome.TickLimit _, RunOutcome.TimeLimit _ ->
          "stopped after %s instructions at %s; allow more with --max-instructions"
              .formatted(Numbers.count(limit), where);
      case RunOutcome.StopRequested _ -> "interrupted at " + where;
    };
  }

  private String outcomeName() {
    return switch (outcome) {
      case RunOutcome.HaltedForever _ -> "halted-forever";
      case RunOutcome.Shutdown _ -> "shutdown";
      case RunOutcome.DebugExit _ -> "debug-exit";
      case RunOutcome.PowerOff _ -> "power-off";
      case RunOutcome.Reset _ -> "reset";
      case RunOutcome.TickLimit _, RunOutcome.TimeLimit _ -> "instruction-limit";
      case RunOutcome.StopRequested _ -> "interrupted";
    };
  }

  /** What the guest executed that is no instruction, a sentence each. */
  private List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    for (UndefinedInstruction each : machine.undefinedInstructions()) {
      unknown.add(
          "bytes %s at %s are no instruction of this processor: #UD"
              .formatted(each.bytes(), where(each.linear())));
    }
    return unknown;
  }

  /** An address with the source line that made the code there. */
  private String where(long address) {
    LineTable.Entry entry = assembly == null ? null : assembly.lines().at(address);
    String hex = AsmCommand.hex(address);
    return entry == null ? hex : "%s (%s:%d)".formatted(hex, entry.file(), entry.line());
  }

  /** Prints what a person should know: nothing, if all went well and nobody asked. */
  void print(Streams streams, boolean stats) {
    streams.flush();
    if (assembly != null || stats) {
      unknown().forEach(streams.err()::println);
    }
    boolean quiet = status() == ExitStatus.PASS || outcome instanceof RunOutcome.DebugExit;
    if (!quiet || stats) {
      streams.err().println("ringside run: " + message());
    }
    if (stats) {
      streams
          .err()
          .printf(
              "%,d instructions, virtual time %,d, %.3f s, %.1f million instructions a second%n",
              machine.ticks(),
              machine.now(),
              seconds,
              machine.ticks() / Math.max(1e-9, seconds) / 1e6);
      streams.err().printf("%.3f s from the start to the first instruction%n", startup);
      events.forEach((kind, count) -> streams.err().printf("%,15d %s%n", count, kind));
    }
  }

  /**
   * The report as one object.
   *
   * @param console what the guest printed
   */
  Map<String, @Nullable Object> json(String console) {
    return Json.object(
        "ok",
        status() == ExitStatus.PASS,
        "outcome",
        outcomeName(),
        "message",
        message(),
        "status",
        status(),
        "rip",
        AsmCommand.hex(machine.cpu().rip()),
        "ticks",
        machine.ticks(),
        "time",
        machine.now(),
        "startup",
        startup,
        "seconds",
        seconds,
        "events",
        events,
        "undefined",
        unknown(),
        "console",
        console);
  }
}
