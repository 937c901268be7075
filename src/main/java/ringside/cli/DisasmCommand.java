package ringside.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Disassembler;
import ringside.emulator.machine.InstructionTables;

/** {@code ringside disasm}: bytes as instructions. */
@Command(
    name = "disasm",
    description = "Disassembles a file, or bytes in hex behind --.",
    customSynopsis = {
      "ringside disasm [--bits 16|32|64] [--org ADDRESS] [--json] FILE",
      "ringside disasm [--bits 16|32|64] [--org ADDRESS] [--json] -- HEX..."
    },
    mixinStandardHelpOptions = true)
final class DisasmCommand implements Callable<Integer> {
  private static final int BYTES_SHOWN = 10;

  private final Streams streams;

  @Spec @Nullable CommandSpec spec;

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "FILE|HEX",
      arity = "1..*",
      description = "A file, or - for standard input; behind --, bytes in hex.")
  List<String> input = new ArrayList<>();

  @Option(names = "--bits", paramLabel = "N", description = "16, 32 or 64; default 64.")
  int bits = 64;

  @Option(
      names = "--org",
      paramLabel = "ADDRESS",
      description = "Address of the first byte; default 0.")
  String origin = "0";

  DisasmCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (bits != 16 && bits != 32 && bits != 64) {
      throw CommandFailure.author("--bits needs 16, 32 or 64, not " + bits);
    }
    long address = Numbers.address("--org", origin);
    byte[] code = isHex() ? hex(String.join("", input)) : bytes(input);
    Decoder decoder = new Decoder(DecodeTable.of(InstructionTables.table()));
    List<Disassembler.Line> lines =
        new Disassembler().sweep(decoder, CodeMode.of(bits), code, address);
    if (common.json) {
      streams.out().println(Json.write(json(lines)));
    } else {
      lines.forEach(this::print);
    }
    return ExitStatus.PASS;
  }

  /** Whether the operands stand behind {@code --}. */
  private boolean isHex() {
    CommandLine.ParseResult parsed = spec == null ? null : spec.commandLine().getParseResult();
    return parsed != null && parsed.originalArgs().contains("--");
  }

  private byte[] bytes(List<String> files) throws IOException {
    if (files.size() != 1) {
      throw CommandFailure.author("name one file, or write bytes in hex behind --");
    }
    String name = files.getFirst();
    if (name.equals("-")) {
      return streams.input().readAllBytes();
    }
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.author(
          "there is no file " + name + "; for bytes in hex write -- " + name);
    }
    return Files.readAllBytes(file);
  }

  private static byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text.replaceAll("[\\s,]|0x", ""));
    } catch (IllegalArgumentException _) {
      throw CommandFailure.author(text + " is not an even number of hexadecimal digits");
    }
  }

  private void print(Disassembler.Line line) {
    byte[] bytes = line.bytes();
    String hex = HexFormat.of().formatHex(bytes);
    int width = BYTES_SHOWN * 2;
    streams.out().printf("%08x  %-" + width + "s  %s%n", line.address(), hex, line.text());
  }

  private static List<Map<String, @Nullable Object>> json(List<Disassembler.Line> lines) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Disassembler.Line line : lines) {
      list.add(
          Json.object(
              "address", AsmCommand.hex(line.address()),
              "bytes", HexFormat.of().formatHex(line.bytes()),
              "text", line.text()));
    }
    return list;
  }
}
