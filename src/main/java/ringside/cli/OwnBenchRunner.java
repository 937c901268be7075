package ringside.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Set;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.SegmentRegister;
import ringside.emulator.machine.Engine;
import ringside.emulator.machine.Machine;
import ringside.emulator.machine.MachineConfiguration;
import ringside.emulator.machine.Preset;
import ringside.emulator.machine.RunOutcome;

/** Runs images in this JVM; their boot sector's work is done beforehand. */
final class OwnBenchRunner implements BenchRunner {
  private static final int SECTOR = 512;
  private static final int SECTORS = 40;
  private static final int LOAD_SEGMENT = 0x1000;
  private static final int ENTRY = 0x20;
  private static final long MEMORY = 64 << 20;
  private static final long TICKS = Long.MAX_VALUE / 2;

  private final Engine engine;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  OwnBenchRunner(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Outcome run(BenchImage image, long iterations) {
    Machine machine = machine(image, iterations);
    machine.setEngine(engine);
    Console console = new Console(machine);
    machine.setOutput(console::accept);
    long start = threads.getCurrentThreadCpuTime();
    RunOutcome outcome = machine.run(TICKS);
    double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
    if (!console.last.startsWith("DONE ")) {
      throw CommandFailure.author(image.name() + " ended with " + outcome + ": " + console.last);
    }
    return Outcome.of(console.last, seconds);
  }

  private static Machine machine(BenchImage image, long iterations) {
    Machine machine =
        new Machine(
            MachineConfiguration.of(
                    image.model().with(Set.of(CpuFeature.FXSR, CpuFeature.SSE)), Preset.REAL, ENTRY)
                .withMemory(MEMORY));
    byte[] disk = image.bytes(iterations);
    machine.load(LOAD_SEGMENT << 4, Arrays.copyOfRange(disk, SECTOR, SECTOR * (SECTORS + 1)));
    SegmentRegister code = machine.cpu().segment(LogicalProcessor.CS);
    code.set(LOAD_SEGMENT, LOAD_SEGMENT << 4, code.limit(), code.access());
    machine.cpu().refresh();
    return machine;
  }

  /** COM1, up to the last line. */
  private static final class Console {
    private final Machine machine;
    private final StringBuilder line = new StringBuilder();
    private String last = "";

    Console(Machine machine) {
      this.machine = machine;
    }

    void accept(int character) {
      if (character != '\n') {
        line.append((char) character);
        return;
      }
      String text = once(line.toString().strip());
      line.setLength(0);
      if (BenchRunner.isLast(text)) {
        last = text;
        machine.requestStop();
      }
    }

    /** The images print each character at COM1 and again at port E9. */
    private static String once(String text) {
      StringBuilder half = new StringBuilder();
      for (int i = 0; i < text.length(); i += 2) {
        half.append(text.charAt(i));
      }
      return half.toString();
    }
  }
}
