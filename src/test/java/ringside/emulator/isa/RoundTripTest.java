package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.machine.InstructionTables;

/** Encoder, decoder and disassembler of the instruction set agree with each other and with nasm. */
class RoundTripTest {
  private static final long SEED = 0x53494445;
  private static final int LINES_PER_ROW = 10;
  private static final long ADDRESS = 0x2000;

  /** NASM 2.16 has these in 64-bit code alone; the SDM has them in every mode. */
  private static final Set<String> ONLY_IN_64_BIT_CODE = Set.of("rdpkru", "wrpkru");

  private final InstructionTable table = InstructionTables.table();
  private final Encoder encoder = new Encoder(table);
  private final Decoder decoder = new Decoder(DecodeTable.of(table));
  private final Disassembler disassembler = disassembler(ADDRESS);

  @TempDir Path folder;

  /** Writes targets as distances, so that they stay labels for those who read the text. */
  private static Disassembler disassembler(long address) {
    return new Disassembler(
        target -> target >= address ? "$+" + (target - address) : "$" + (target - address));
  }

  private Encoding encode(CodeMode mode, String line) {
    return encoder.encode(LineReader.read(mode, line, ADDRESS)) instanceof Encoding encoding
        ? encoding
        : null;
  }

  private DecodedInstruction decode(CodeMode mode, byte[] bytes) {
    return decoder.decode(mode, bytes, 0, bytes.length) instanceof DecodedInstruction instruction
        ? instruction
        : null;
  }

  /**
   * The same text, but for what the assembler may choose: XCHG is the same either way round, and a
   * MOV of a positive number to a 64-bit register is made to its lower half, as is SLDT.
   */
  private static boolean sameMeaning(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    String[] words = one.split("[ ,]+");
    String[] others = other.split("[ ,]+");
    return switch (others[0]) {
      case "xchg" -> words[1].equals(others[2]) && words[2].equals(others[1]);
      case "sldt" -> others[1].equals(words[1] + "d");
      case "mov" -> words[2].equals(others[2]) && words[1].startsWith("r");
      default -> false;
    };
  }

  @ParameterizedTest
  @EnumSource
  void decodesWhatItEncodes(CodeMode mode) {
    List<String> failures = new ArrayList<>();
    for (String line : new LineGenerator(mode, SEED).lines(table, LINES_PER_ROW)) {
      Encoding encoding = encode(mode, line);
      if (encoding == null || !encoding.warnings().isEmpty()) {
        continue;
      }
      DecodedInstruction first = decode(mode, encoding.bytes());
      if (first == null || first.length() != encoding.length()) {
        failures.add(line + " does not decode: " + HexFormat.of().formatHex(encoding.bytes()));
        continue;
      }
      String text = disassembler.text(first, ADDRESS);
      Encoding again = encode(mode, text);
      DecodedInstruction second = again == null ? null : decode(mode, again.bytes());
      if (second == null
          || !sameMeaning(text, disassembler.text(second, ADDRESS))
          || again.length() > encoding.length()) {
        failures.add("%s -> %s -> %s".formatted(line, text, second == null ? "" : second.row()));
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void writesTextThatNasmReads(CodeMode mode) throws Exception {
    assumeTrue(Nasm.present(), "nasm 2.16 is not installed");
    Set<String> texts = new HashSet<>();
    for (String line : new LineGenerator(mode, SEED).lines(table, LINES_PER_ROW)) {
      Encoding encoding = encode(mode, line);
      if (encoding != null && encoding.warnings().isEmpty()) {
        texts.add(disassembler.text(decode(mode, encoding.bytes()), ADDRESS));
      }
    }
    if (mode != CodeMode.BITS_64) {
      texts.removeAll(ONLY_IN_64_BIT_CODE);
    }
    Map<String, Nasm.Line> theirs = Nasm.assemble(mode, List.copyOf(texts), folder);
    List<String> failures = new ArrayList<>();
    for (String text : texts) {
      Nasm.Line nasm = theirs.get(text);
      DecodedInstruction instruction = nasm == null ? null : decode(mode, nasm.bytes());
      if (instruction == null) {
        failures.add("nasm refuses " + text);
      } else {
        String again = disassembler(nasm.address()).text(instruction, nasm.address());
        if (!sameMeaning(text, again)) {
          failures.add(text + " became " + again);
        }
      }
    }
    assertThat(failures.stream().sorted()).isEmpty();
  }

  @Test
  void everyRowIsReachable() {
    Set<InstructionRow> encoded = new HashSet<>();
    Set<InstructionRow> decoded = new HashSet<>();
    for (CodeMode mode : CodeMode.values()) {
      for (String line : new LineGenerator(mode, SEED).lines(table, 30)) {
        Encoding encoding = encode(mode, line);
        if (encoding != null) {
          encoded.add(encoding.row());
          DecodedInstruction instruction = decode(mode, encoding.bytes());
          if (instruction != null) {
            decoded.add(instruction.row());
          }
        }
      }
    }
    assertThat(table.rows())
        .filteredOn(row -> !row.attributes().has(RowAttributes.Flag.ALIAS))
        .filteredOn(row -> {
          boolean synonym = row.attributes().has(RowAttributes.Flag.SYNONYM);
          return !encoded.contains(row) || !synonym && !decoded.contains(row);
        })
        .isEmpty();
  }
}
