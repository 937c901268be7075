package ringside.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.LineTable;
import ringside.emulator.asm.Symbol;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.cpu.UndefinedInstruction;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/** {@code ringside run}: runs an image or a source until it stops. */
@Command(
    name = "run",
    description = "Runs a flat image, or a source that it assembles first.",
    footer = {
      "",
      "The run ends when the guest halts for good, writes the debug-exit port 0xF4, or has used up",
      "its instructions. A write of N to that port makes the exit status 2 * N + 1."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final long BOOT_SECTOR = 0x7C00;
  private static final long ONE_MEBIBYTE = 0x10_0000;

  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin SourceOptions sources = new SourceOptions();

  @Parameters(paramLabel = "IMAGE|FILE.asm", description = "What to run.")
  Path file = Path.of("");

  @Option(
      names = "--cpu",
      paramLabel = "MODEL",
      description = "intel-skylake (default) or amd-zen.")
  String cpu = CpuModel.INTEL_SKYLAKE.name();

  @Option(names = "--memory", paramLabel = "SIZE", description = "RAM; default 16M.")
  String memory = "16M";

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      description = "State at the start: real (default), pm32, pm32pg or lm64.")
  String preset = Preset.REAL.id();

  @Option(
      names = "--at",
      paramLabel = "ADDRESS",
      description =
          "Where an image is loaded; default 0x7c00, with a preset other than real 0x100000.")
  @Nullable String at;

  @Option(
      names = "--entry",
      paramLabel = "ADDRESS|LABEL",
      description = "First instruction; default the label start, else the first byte.")
  @Nullable String entry;

  @Option(
      names = "--max-instructions",
      paramLabel = "N",
      description = "Stop after so many; default 1000M.")
  String maximum = "1000M";

  @Option(
      names = "--serial",
      paramLabel = "stdio|FILE",
      description = "Where the serial port's output goes; default stdio.")
  String serial = "stdio";

  @Option(
      names = {"-i", "--interactive"},
      description = "Type standard input on the serial port, and wait for it.")
  boolean interactive;

  @Option(names = "--stats", description = "Print instructions, time and speed on standard error.")
  boolean stats;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Assembly assembly = file.toString().endsWith(".asm") ? sources.assemble(file) : null;
    if (assembly != null) {
      if (!assembly.succeeded() && common.json) {
        streams
            .out()
            .println(
                Json.write(
                    Json.object("ok", false, "diagnostics", SourceOptions.json(assembly, common))));
        return ExitStatus.AUTHOR_ERROR;
      }
      SourceOptions.report(assembly, common, streams);
      if (!assembly.succeeded()) {
        return ExitStatus.AUTHOR_ERROR;
      }
    }
    Preset state = preset();
    long load = loadAddress(assembly, state);
    byte[] image = assembly == null ? readImage() : assembly.image();
    Machine machine = machine(state, entry(assembly, load));
    if (Long.compareUnsigned(load, machine.configuration().memory() - image.length) > 0) {
      throw CommandFailure.author(
          "%d bytes at 0x%x do not fit into %s of memory".formatted(image.length, load, memory));
    }
    machine.load(load, image);
    return run(machine, assembly);
  }

  private int run(Machine machine, @Nullable Assembly assembly) throws IOException {
    long limit = Numbers.count("--max-instructions", maximum);
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    boolean toStdout = serial.equals("stdio");
    try (OutputStream toFile = toStdout ? null : Files.newOutputStream(Path.of(serial))) {
      OutputStream out = common.json ? console : toFile != null ? toFile : streams.bytes();
      GuestConsole guest = new GuestConsole(machine, out, interactive ? streams.input() : null);
      long start = System.nanoTime();
      RunOutcome outcome = guest.run(limit);
      long nanoseconds = System.nanoTime() - start;
      return report(machine, assembly, outcome, nanoseconds, console);
    }
  }

  private int report(
      Machine machine,
      @Nullable Assembly assembly,
      RunOutcome outcome,
      long nanoseconds,
      ByteArrayOutputStream console) {
    String where = where(machine.cpu().rip(), assembly);
    String message =
        switch (outcome) {
          case RunOutcome.HaltedForever _ -> "halted at " + where;
          case RunOutcome.DebugExit(int status) -> "debug exit with status " + status;
          case RunOutcome.Shutdown _ -> "triple fault, the last one at " + where;
          case RunOutcome.TickLimit _ ->
              "stopped after %s instructions at %s; allow more with --max-instructions"
                  .formatted(maximum, where);
          case RunOutcome.StopRequested _ -> "stopped at " + where;
        };
    int status =
        switch (outcome) {
          case RunOutcome.HaltedForever _, RunOutcome.StopRequested _ -> ExitStatus.PASS;
          case RunOutcome.DebugExit(int exit) -> exit & 0xFF;
          case RunOutcome.Shutdown _, RunOutcome.TickLimit _ -> ExitStatus.FAIL;
        };
    List<String> unknown = new ArrayList<>();
    for (UndefinedInstruction each : machine.undefinedInstructions()) {
      unknown.add(
          "bytes %s at %s are no instruction of this processor: #UD"
              .formatted(each.bytes(), where(each.linear(), assembly)));
    }
    if (common.json) {
      streams
          .out()
          .println(
              Json.write(json(machine, outcome, message, status, unknown, nanoseconds, console)));
      return status;
    }
    streams.flush();
    unknown.forEach(streams.err()::println);
    boolean quiet = status == ExitStatus.PASS || outcome instanceof RunOutcome.DebugExit;
    if (!quiet || stats) {
      streams.err().println("ringside run: " + message);
    }
    if (stats) {
      streams
          .err()
          .printf(
              "%,d instructions, virtual time %,d, %.3f s, %.1f million instructions a second%n",
              machine.ticks(),
              machine.now(),
              nanoseconds / 1e9,
              machine.ticks() * 1e3 / Math.max(1, nanoseconds));
    }
    return status;
  }

  private static Map<String, @Nullable Object> json(
      Machine machine,
      RunOutcome outcome,
      String message,
      int status,
      List<String> unknown,
      long nanoseconds,
      ByteArrayOutputStream console) {
    return Json.object(
        "ok",
        status == ExitStatus.PASS,
        "outcome",
        name(outcome),
        "message",
        message,
        "status",
        status,
        "rip",
        AsmCommand.hex(machine.cpu().rip()),
        "ticks",
        machine.ticks(),
        "time",
        machine.now(),
        "seconds",
        nanoseconds / 1e9,
        "undefined",
        unknown,
        "console",
        console.toString(StandardCharsets.UTF_8));
  }

  private static String name(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.HaltedForever _ -> "halted-forever";
      case RunOutcome.Shutdown _ -> "shutdown";
      case RunOutcome.DebugExit _ -> "debug-exit";
      case RunOutcome.TickLimit _ -> "instruction-limit";
      case RunOutcome.StopRequested _ -> "stop-requested";
    };
  }

  /** An address with the source line that made the code there. */
  private static String where(long address, @Nullable Assembly assembly) {
    LineTable.Entry entry = assembly == null ? null : assembly.lines().at(address);
    String hex = AsmCommand.hex(address);
    return entry == null ? hex : "%s (%s:%d)".formatted(hex, entry.file(), entry.line());
  }

  private Preset preset() {
    List<String> names = new ArrayList<>();
    for (Preset each : Preset.values()) {
      if (each.id().equals(preset)) {
        return each;
      }
      names.add(each.id());
    }
    throw CommandFailure.author(
        "there is no preset " + preset + "; there are " + String.join(", ", names));
  }

  private Machine machine(Preset state, long first) {
    CpuModel model =
        CpuModel.ALL.stream()
            .filter(each -> each.name().equals(cpu))
            .findFirst()
            .orElseThrow(() ->
                CommandFailure.author(
                    "there is no processor %s; there are %s"
                        .formatted(
                            cpu,
                            String.join(
                                ", ", CpuModel.ALL.stream().map(CpuModel::name).toList()))));
    try {
      return new Machine(
          MachineConfiguration.of(model, state, first)
              .withMemory(Numbers.size("--memory", memory)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.author("--memory " + memory + ": " + e.getMessage());
    }
  }

  private byte[] readImage() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.author("there is no file " + file);
    }
    return Files.readAllBytes(file);
  }

  private long loadAddress(@Nullable Assembly assembly, Preset state) {
    if (at != null) {
      return Numbers.address("--at", at);
    }
    if (assembly != null) {
      return assembly.origin();
    }
    return state == Preset.REAL ? BOOT_SECTOR : ONE_MEBIBYTE;
  }

  private long entry(@Nullable Assembly assembly, long load) {
    if (entry == null) {
      Symbol start = assembly == null ? null : assembly.symbol("start");
      return start == null ? load : start.value();
    }
    Symbol label = assembly == null ? null : assembly.symbol(entry);
    if (label != null) {
      return label.value();
    }
    if (!Character.isDigit(entry.charAt(0))) {
      throw CommandFailure.author("there is no label " + entry);
    }
    return Numbers.address("--entry", entry);
  }
}
