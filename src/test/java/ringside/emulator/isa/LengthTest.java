package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.machine.InstructionTables;

/**
 * Random bytes, decoded by us and by the real disassembler: where both see an instruction, it is as
 * long. Each sample is 16 bytes, padded with NOP to 32, so that the disassembler starts afresh.
 */
class LengthTest {
  private static final long SEED = 0x4C454E;
  private static final int SAMPLES = 10_000;
  private static final int SLOT = 32;
  private static final Pattern LINE = Pattern.compile("([0-9A-F]{8})  ([0-9A-F]+) +(.*)");

  private final Decoder decoder = new Decoder(DecodeTable.of(InstructionTables.table()));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void agreesWithNdisasm(CodeMode mode) throws Exception {
    assumeTrue(Nasm.present(), "nasm 2.16 is not installed");
    byte[] code = samples();
    Path file = folder.resolve("samples.bin");
    Files.write(file, code);
    Process process =
        new ProcessBuilder("ndisasm", "-b", String.valueOf(mode.bits()), file.toString()).start();
    List<String> differences = new ArrayList<>();
    int compared = 0;
    // bytes after the eighth are on lines of their own, after a hyphen
    String listing =
        new String(process.getInputStream().readAllBytes())
            .replaceAll("([0-9A-F]{16})  (.*)\n +-([0-9A-F]+)", "$1$3  $2");
    for (String line : listing.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      int at = Integer.parseInt(matcher.group(1), 16);
      int length = matcher.group(2).length() / 2;
      String text = matcher.group(3);
      DecodeResult result = decoder.decode(mode, code, at, code.length);
      // ndisasm counts no ModRM byte of UD0, and takes WAIT for a prefix
      if (text.startsWith("db ")
          || text.equals("ud0")
          || prefixAlone(text)
          || !(result instanceof DecodedInstruction instruction)
          || instruction.row().mnemonic().equals("FWAIT")) {
        continue;
      }
      compared++;
      if (instruction.length() != length) {
        differences.add(
            "%s: %s has length %d, ours is %s with %d"
                .formatted(
                    HexFormat.of().formatHex(code, at, at + 15),
                    text,
                    length,
                    new Disassembler().text(instruction, at),
                    instruction.length()));
      }
    }
    process.waitFor();
    assertThat(compared).isGreaterThan(SAMPLES);
    assertThat(differences).isEmpty();
  }

  /** ndisasm writes prefixes that it cannot join to an instruction as lines of their own. */
  private static boolean prefixAlone(String text) {
    return text.matches("(rex.*|[c-gs]s|es|lock|repn?e?|o(16|32|64)|a(16|32|64))");
  }

  private static byte[] samples() {
    Random random = new Random(SEED);
    byte[] code = new byte[SAMPLES * SLOT];
    java.util.Arrays.fill(code, (byte) 0x90);
    byte[] sample = new byte[16];
    for (int at = 0; at < code.length; at += SLOT) {
      random.nextBytes(sample);
      System.arraycopy(sample, 0, code, at, sample.length);
    }
    return code;
  }
}
