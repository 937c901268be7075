package ringside.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ringside.emulator.asm.Assembler;
import ringside.emulator.asm.Assembly;
import ringside.emulator.asm.SourceProvider;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.AccessRange;
import ringside.emulator.machine.InstructionTables;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.trace.NullSink;

/** {@code ringside bench}: how fast this machine runs guest code, watched and unwatched. */
@Command(
    name = "bench",
    description = "Measures the emulator's speed on this machine.",
    footer = {
      "",
      "Each figure is the slope between a short and a long run, each the best of several: start-up",
      "and warm-up cancel. Time is that of the processor, not of the clock on the wall."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final long ORIGIN = 0x10_0000;
  private static final int WARM_UP_ROUNDS = 2;

  private enum Workload {
    ARITHMETIC(Preset.PM32, "register instructions in a loop"),
    MEMORY(Preset.PM32PG, "sieve with calls, 32-bit paging"),
    SYSCALL(Preset.LM64, "SYSCALL and SYSRET round trips");

    final Preset preset;
    final String description;

    Workload(Preset preset, String description) {
      this.preset = preset;
      this.description = description;
    }

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".asm";
    }
  }

  /** How much is told to a sink that throws it away. */
  private enum Tracing {
    OFF(1),
    /** Events: changes of privilege, control registers, exceptions, exits. */
    EVENTS(1),
    /** Events, and every load and store; only the interpreter can tell of these. */
    ALL(10);

    /** A run this much shorter takes as long. */
    final int slowdown;

    Tracing(int slowdown) {
      this.slowdown = slowdown;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Measurement(Workload workload, Tracing tracing, double millionPerSecond) {}

  private final Streams streams;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description = "Bootable images to run: alu32, int8064, syscall64, ...; default all.")
  List<String> images = List.of();

  @Mixin EngineOption engine = new EngineOption();

  @Option(names = "--peers", description = "Run the images on QEMU's TCG as well, interleaved.")
  boolean peers;

  @Option(
      names = "--tracing",
      description =
          "Measure what tracing costs instead: off, events told to somebody who throws them away,"
              + " and every load and store besides.")
  boolean tracing;

  @Option(
      names = "--instructions",
      paramLabel = "N",
      description =
          "With --tracing, length of the long run; default 40M, a tenth of it with loads and stores.")
  String instructions = "40M";

  @Option(names = "--rounds", paramLabel = "N", description = "Measurements a figure; default 3.")
  int rounds = 3;

  @Option(names = "--worker", hidden = true)
  boolean worker;

  @Option(
      names = "--scenario",
      paramLabel = "FOLDER",
      description = "Measure this scenario's recording instead: size, and cost of a learner.")
  @Nullable Path scenario;

  BenchCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    if (worker) {
      return OwnBenchProcess.serve(streams, engine.engine());
    }
    long length = Numbers.count("--instructions", instructions);
    Path folder = scenario;
    if (folder != null) {
      return new RecordingBench(streams, common).run(folder);
    }
    if (length < 10_000 || rounds < 1) {
      throw CommandFailure.author("bench needs at least 10k instructions and one round");
    }
    if (!tracing) {
      return new ImageBench(streams, common, engine.engine(), peers, rounds).run(images);
    }
    List<Measurement> results = new ArrayList<>();
    for (Workload workload : Workload.values()) {
      for (Tracing tracing : Tracing.values()) {
        Measurement result = measure(workload, tracing, length / tracing.slowdown);
        results.add(result);
        if (!common.json) {
          streams
              .out()
              .printf(
                  "%-11s tracing %-6s %9.1f million instructions a second   %s%n",
                  workload.name().toLowerCase(Locale.ROOT),
                  tracing.id(),
                  result.millionPerSecond,
                  workload.description);
          streams.flush();
        }
      }
    }
    if (common.json) {
      List<Map<String, @Nullable Object>> rows = new ArrayList<>();
      for (Measurement each : results) {
        rows.add(
            Json.object(
                "workload",
                each.workload.name().toLowerCase(Locale.ROOT),
                "tracing",
                each.tracing.id(),
                "instructionsPerSecond",
                Math.round(each.millionPerSecond * 1e6)));
      }
      streams.out().println(Json.write(Json.object("measurements", rows)));
    }
    return ExitStatus.PASS;
  }

  private Measurement measure(Workload workload, Tracing tracing, long length) {
    Machine machine = machine(workload);
    machine.setEngine(engine.engine());
    machine.setTrace(
        switch (tracing) {
          case OFF -> null;
          case EVENTS -> new NullSink(false);
          case ALL -> new NullSink(true);
        });
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      var unused = machine.run(length);
    }
    double shortRun = Double.MAX_VALUE;
    double longRun = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      shortRun = Math.min(shortRun, seconds(machine, length / 4));
      longRun = Math.min(longRun, seconds(machine, length));
    }
    double speed = (length - length / 4) / (longRun - shortRun) / 1e6;
    return new Measurement(workload, tracing, speed);
  }

  private static double seconds(Machine machine, long instructions) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    var unused = machine.run(instructions);
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static Machine machine(Workload workload) {
    Assembler assembler = new Assembler(InstructionTables.table());
    Assembly assembly =
        assembler.assemble(
            workload.file(), SourceProvider.of(Map.of(workload.file(), source(workload.file()))));
    MachineConfiguration configuration =
        MachineConfiguration.of(CpuModel.INTEL_SKYLAKE, workload.preset, ORIGIN)
            .withRanges(List.of(new AccessRange(0x40_0000, 4096, true, true)));
    if (!assembly.succeeded()) {
      throw new IllegalStateException(workload.file() + " does not assemble");
    }
    Machine machine = new Machine(configuration);
    machine.load(ORIGIN, assembly.image());
    return machine;
  }

  private static byte[] source(String name) {
    try (InputStream in = BenchCommand.class.getResourceAsStream("/ringside/bench/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
