package ringside.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs images on QEMU's TCG. Processor time counts, because other work on the host would make a
 * clock on the wall useless; power-off only pauses the process, so that it can still be asked.
 */
final class QemuBenchRunner implements BenchRunner {
  private static final String PROGRAM = "qemu-system-x86_64";

  @Override
  public Outcome run(BenchImage image, long iterations) {
    try {
      Path file = Files.createTempFile("ringside-bench", ".img");
      try {
        Files.write(file, image.bytes(iterations));
        return run(image, file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome run(BenchImage image, Path file) throws IOException {
    Process process = start(file);
    try (BufferedReader serial = process.inputReader(StandardCharsets.ISO_8859_1)) {
      String line = lastLine(serial);
      if (line == null || !line.startsWith("DONE ")) {
        throw CommandFailure.author(PROGRAM + " did not finish " + image.name() + ": " + line);
      }
      return Outcome.of(line, processorSeconds(process));
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Path file) throws IOException {
    List<String> command =
        List.of(
            PROGRAM,
            "-accel",
            "tcg",
            "-cpu",
            "max",
            "-m",
            "64",
            "-display",
            "none",
            "-monitor",
            "none",
            "-net",
            "none",
            "-no-shutdown",
            "-drive",
            "if=floppy,format=raw,file=" + file,
            "-serial",
            "stdio");
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw CommandFailure.author("--peers needs " + PROGRAM + ": " + e.getMessage());
    }
  }

  private static @Nullable String lastLine(BufferedReader serial) throws IOException {
    String line = serial.readLine();
    while (line != null && !BenchRunner.isLast(line)) {
      line = serial.readLine();
    }
    return line;
  }

  /** Its processor time when it has come to rest. */
  private static double processorSeconds(Process process) {
    Duration before = Duration.ofNanos(-1);
    while (true) {
      Duration now = process.info().totalCpuDuration().orElse(Duration.ZERO);
      if (now.equals(before)) {
        return now.toNanos() / 1e9;
      }
      before = now;
      try {
        if (process.waitFor(30, TimeUnit.MILLISECONDS)) {
          return now.toNanos() / 1e9;
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return now.toNanos() / 1e9;
      }
    }
  }
}
