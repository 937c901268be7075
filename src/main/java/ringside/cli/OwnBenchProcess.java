package ringside.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;
import ringside.emulator.machine.Engine;

/**
 * Runs images in a JVM of its own, which begins as this one did. In a JVM that has run other images
 * HotSpot compiles by what they did, and round trips lose up to a quarter of their speed.
 */
final class OwnBenchProcess implements BenchRunner, AutoCloseable {
  private final Process process;
  private final PrintWriter requests;
  private final BufferedReader answers;

  OwnBenchProcess(Engine engine) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Ringside.class.getName(), "bench", "--worker"));
    command.addAll(List.of("--engine", engine.id()));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  @Override
  public Outcome run(BenchImage image, long iterations) {
    requests.println(image.name() + " " + iterations);
    String answer = answer();
    if (answer == null) {
      throw CommandFailure.author(image.name() + " did not come to its end");
    }
    String[] parts = answer.split(" ");
    return new Outcome(Double.parseDouble(parts[0]), parts[1]);
  }

  private @Nullable String answer() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The other side: runs what it is asked for, until nobody asks. */
  static int serve(Streams streams, Engine engine) {
    BenchRunner runner = new OwnBenchRunner(engine);
    Scanner requests = new Scanner(streams.input(), StandardCharsets.US_ASCII);
    while (requests.hasNext()) {
      BenchImage image = BenchImage.named(requests.next());
      Outcome outcome = runner.run(image, requests.nextLong());
      streams.out().println(outcome.seconds() + " " + outcome.checksum());
      streams.flush();
    }
    return ExitStatus.PASS;
  }
}
