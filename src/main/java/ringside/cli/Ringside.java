package ringside.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Main class of the command line. */
@Command(
    name = "ringside",
    description = "Assembles, runs and checks x86 programs, scenarios and lessons.",
    mixinStandardHelpOptions = true,
    version = "ringside 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Ringside {
  /** A command's name and how it is made; made only when it is asked for, to start fast. */
  private static final Map<String, Function<Streams, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("asm", AsmCommand::new);
    COMMANDS.put("disasm", DisasmCommand::new);
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("bench", BenchCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("trace", TraceCommand::new);
    COMMANDS.put("lint", LintCommand::new);
    COMMANDS.put("conform", ConformCommand::new);
  }

  private Ringside() {}

  public static void main(String[] arguments) {
    Streams streams =
        new Streams(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err));
    System.exit(execute(streams, arguments));
  }

  /**
   * Runs one command.
   *
   * @return its exit status: 0 pass, 1 fail, 2 an author's mistake or a wrong call
   */
  static int execute(Streams streams, String... arguments) {
    CommandLine root = new CommandLine(new Ringside());
    String wanted = arguments.length == 0 ? "" : arguments[0];
    COMMANDS.forEach((name, command) -> {
      if (name.equals(wanted) || !COMMANDS.containsKey(wanted)) {
        root.addSubcommand(name, command.apply(streams));
      }
    });
    root.setOut(streams.out());
    root.setErr(streams.err());
    root.setExecutionStrategy(new CommandLine.RunLast());
    root.setExecutionExceptionHandler((problem, line, _) -> {
      if (problem instanceof CommandFailure failure) {
        streams.err().println("ringside " + line.getCommandName() + ": " + failure.getMessage());
        return failure.status();
      }
      throw problem;
    });
    int status = arguments.length == 0 ? usage(root, streams) : run(root, streams, arguments);
    streams.flush();
    return status;
  }

  /** A guest may be promised more memory than the JVM has, which gives it what it uses. */
  private static int run(CommandLine root, Streams streams, String... arguments) {
    try {
      return root.execute(arguments);
    } catch (OutOfMemoryError _) { // out here, where the machine is garbage, there is memory again
      long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
      streams
          .err()
          .printf(
              "ringside %s: this needs more memory than the JVM's %d MiB;"
                  + " JAVA_TOOL_OPTIONS=-Xmx8g gives it 8 GiB%n",
              arguments[0], mebibytes);
      return ExitStatus.AUTHOR_ERROR;
    }
  }

  private static int usage(CommandLine root, Streams streams) {
    root.usage(streams.err());
    return ExitStatus.AUTHOR_ERROR;
  }
}
