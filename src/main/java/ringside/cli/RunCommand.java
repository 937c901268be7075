package ringside.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.emulator.asm.Assembly;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.RunOutcome;

/** {@code ringside run}: boots a PC, or runs an image or a source until it stops. */
@Command(
    name = "run",
    description = "Boots a PC, or runs a flat image or a source that it assembles first.",
    footer = {
      "",
      "An image that is named without an option is booted if it is a kernel (multiboot, Linux,",
      "PVH, ELF) or has a boot sector; other bytes are loaded and run on a machine without BIOS.",
      "",
      "The run ends when the guest halts for good, switches the machine off or resets it, writes",
      "the debug-exit port 0xF4, or has used up its instructions. A write of N to that port makes",
      "the exit status 2 * N + 1. Ctrl-C ends it with status 130."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final String PROGRAM_LIMIT = "1000M";
  private static final String STDIO = "stdio";

  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin SourceOptions sources = new SourceOptions();
  @Mixin ProgramOptions program = new ProgramOptions();
  @Mixin BootOptions boot = new BootOptions();

  @Parameters(arity = "0..1", paramLabel = "IMAGE|FILE.asm", description = "What to run.")
  @Nullable Path file;

  @Option(
      names = "--cpu",
      paramLabel = "MODEL",
      description = "intel-skylake (default), amd-zen, …")
  String cpu = CpuModel.INTEL_SKYLAKE.name();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "RAM, up to 16G; costs what the guest uses. Default 256M to boot, 16M for a program.")
  @Nullable String memory;

  @Option(
      names = "--max-instructions",
      paramLabel = "N",
      description = "Stop after so many; default 1000M for a program, no limit for a boot.")
  @Nullable String maximum;

  @Option(
      names = "--serial",
      paramLabel = "stdio|FILE",
      description =
          "Where the serial port's output goes; stdio if not given, and with it typed to.")
  @Nullable String serial;

  @Option(
      names = "--screen",
      description = "Print the text screen on standard error when the run has ended.")
  boolean screen;

  @Option(names = "--debugcon", description = "Print what a booted guest sends to port 0xE9, too.")
  boolean debugConsole;

  @Option(
      names = {"-i", "--interactive"},
      description = "Type standard input on the serial port, and wait for it.")
  boolean interactive;

  @Mixin EngineOption engine = new EngineOption();

  @Option(
      names = "--stats",
      description = "Print instructions, time, speed and events by kind on standard error.")
  boolean stats;

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Path source = file != null && file.toString().endsWith(".asm") ? file : null;
    if (source != null && !boot.any()) {
      return runSource(source);
    }
    byte[] image = file == null ? new byte[0] : BootOptions.read(file);
    if (boot.any() || file != null && !program.given() && BootOptions.boots(image)) {
      return run(boot.boot(model(), memory, file), null, Long.MAX_VALUE);
    }
    if (file == null) {
      throw CommandFailure.author("nothing to run was named");
    }
    return run(program.load(model(), memory, image, null), null, programLimit());
  }

  private int runSource(Path source) throws IOException {
    Assembly assembly = sources.assemble(source);
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
    Machine machine = program.load(model(), memory, assembly.image(), assembly);
    return run(machine, assembly, programLimit());
  }

  private static long programLimit() {
    return Numbers.count("--max-instructions", PROGRAM_LIMIT);
  }

  private int run(Machine machine, @Nullable Assembly assembly, long defaultLimit)
      throws IOException {
    long limit = maximum == null ? defaultLimit : Numbers.count("--max-instructions", maximum);
    machine.setEngine(engine.engine());
    EventCounter counter = new EventCounter();
    if (stats) {
      machine.setTrace(counter);
    }
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    boolean toStdout = serial == null || serial.equals(STDIO);
    InputStream typed = interactive || STDIO.equals(serial) ? streams.input() : null;
    try (OutputStream toFile = toStdout ? null : Files.newOutputStream(Path.of(serial + ""));
        Interruption interruption = new Interruption()) {
      OutputStream out = common.json ? console : toFile != null ? toFile : streams.bytes();
      GuestConsole guest = new GuestConsole(machine, out, typed, interruption::requested);
      if (debugConsole) {
        machine.setDebugOutput(guest::write);
      }
      long first = System.currentTimeMillis();
      long start = System.nanoTime();
      RunOutcome outcome = guest.run(limit);
      double seconds = (System.nanoTime() - start) / 1e9;
      double startup = stats || common.json ? secondsFromStart(first) : 0;
      Map<String, Long> events = counter.counts();
      RunReport report = new RunReport(machine, assembly, outcome, limit, startup, seconds, events);
      if (common.json) {
        String text = console.toString(StandardCharsets.UTF_8);
        streams.out().println(Json.write(report.json(text)));
      } else {
        if (screen) {
          machine.screen().forEach(streams.err()::println);
        }
        report.print(streams, stats || outcome instanceof RunOutcome.StopRequested);
      }
      streams.flush();
      return report.status();
    }
  }

  /** Asked for after the run only: to load what knows it takes a while. */
  private static double secondsFromStart(long milliseconds) {
    return (milliseconds - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
  }

  private CpuModel model() {
    return CpuModel.ALL.stream()
        .filter(each -> each.name().equals(cpu))
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.author(
                "there is no processor %s; there are %s"
                    .formatted(
                        cpu,
                        String.join(", ", CpuModel.ALL.stream().map(CpuModel::name).toList()))));
  }
}
