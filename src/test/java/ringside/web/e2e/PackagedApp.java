package ringside.web.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The packaged application on a free port, with a database of its own. */
final class PackagedApp implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 180;

  private final Process process;
  private final String url;

  private PackagedApp(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it and waits for the line that says it is ready. */
  static PackagedApp start() throws IOException, InterruptedException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    System.getProperty("app.jar"),
                    "--server.port=" + port,
                    "--ringside.content=" + System.getProperty("app.content"),
                    "--spring.datasource.url=jdbc:h2:mem:e2e"))
            .redirectErrorStream(true)
            .start();
    var ready = new CountDownLatch(1);
    var said = new StringBuffer();
    Thread.ofVirtual()
        .start(() -> {
          try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines
                .lines()
                .forEach(line -> {
                  said.append(line).append('\n');
                  if (line.startsWith("Ringside is ready")) {
                    ready.countDown();
                  }
                });
          } catch (IOException _) {
            // it was stopped
          }
        });
    process.onExit().thenRun(ready::countDown);
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
      process.destroy();
      throw new IllegalStateException("the application did not start:\n" + said);
    }
    return new PackagedApp(process, "http://localhost:" + port);
  }

  String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
