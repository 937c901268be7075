package ringside.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole API again with the profile {@code postgres}, on a PostgreSQL server of its own: run
 * where one is installed, with {@code ./ringside verify --conformance}.
 */
@Tag("conformance")
@EnabledIf("isInstalled")
@ActiveProfiles("postgres")
@DirtiesContext
class PostgresApiTest extends ApiTest {
  private static final String USER = "ringside";

  /** The server refuses to run as root; Debian's package brings a user for it. */
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private static Path data;

  static boolean isInstalled() {
    return programs().isPresent();
  }

  /** Where {@code initdb} is: on the path, or where Debian puts the version that it has. */
  private static Optional<Path> programs() {
    var path = System.getenv().getOrDefault("PATH", "");
    var usual = Path.of("/usr/lib/postgresql");
    try (var versions = Files.isDirectory(usual) ? Files.list(usual) : Stream.<Path>empty()) {
      return Stream.concat(
              Stream.of(path.split(File.pathSeparator)).map(Path::of),
              versions.map(version -> version.resolve("bin")).toList().stream())
          .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
          .findFirst();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @DynamicPropertySource
  static void server(DynamicPropertyRegistry properties) throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    data = Files.createTempDirectory("ringside-postgres");
    if (ROOT) {
      run("chown", "postgres", data.toString());
    }
    program("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-N");
    var options = "-p " + port + " -k " + data + " -c listen_addresses=localhost";
    program("pg_ctl", "-D", data.toString(), "-w", "-l", data + "/log", "-o", options, "start");
    properties.add(
        "spring.datasource.url", () -> "jdbc:postgresql://localhost:" + port + "/postgres");
    properties.add("spring.datasource.username", () -> USER);
  }

  @Test
  void databaseIsPostgres(@Autowired DataSource source) throws Exception {
    try (var connection = source.getConnection()) {
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (data != null) {
      program("pg_ctl", "-D", data.toString(), "-m", "immediate", "stop");
    }
  }

  private static void program(String name, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    if (ROOT) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--clear-groups", "--"));
    }
    command.add(programs().orElseThrow().resolve(name).toString());
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    var output = Files.createTempFile("ringside-postgres", ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + "\n" + Files.readString(output));
    }
  }
}
