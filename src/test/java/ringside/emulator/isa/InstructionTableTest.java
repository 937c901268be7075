package ringside.emulator.isa;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.emulator.machine.InstructionTables;

/**
 * The whole table as one flat file, so that a change of a row is read in the diff. After a change
 * that is meant, run this test with {@code -Dgolden.update=true} and commit the file.
 */
class InstructionTableTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/ringside/emulator/isa/instruction-table.txt");

  private static String listing(InstructionTable table) {
    return table.rows().stream()
        .sorted(
            Comparator.comparing((InstructionRow row) -> row.opcode().map())
                .thenComparing(row -> row.opcode().value())
                .thenComparing(row -> row.opcode().modRm())
                .thenComparing(row -> row.opcode().digit())
                .thenComparing(InstructionRow::id))
        .map(InstructionTableTest::line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(InstructionRow row) {
    String method = row.method().getDeclaringClass().getSimpleName() + "." + row.method().getName();
    return "%-24s %-28s %-40s %s"
        .formatted(row.encoding(), row.syntax(), row.attributes(), method)
        .stripTrailing();
  }

  @Test
  void isTheTableThatWasReviewed() throws Exception {
    String listing = listing(InstructionTables.table());
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, listing);
    }
    List<String> golden = Files.readAllLines(GOLDEN);
    List<String> lines = listing.lines().toList();
    assertThat(lines)
        .as("rows that are not in the file")
        .filteredOn(not(golden::contains))
        .isEmpty();
    assertThat(golden)
        .as("rows that are only in the file")
        .filteredOn(not(lines::contains))
        .isEmpty();
    assertThat(lines).isEqualTo(golden);
  }

  @Test
  void bytesHaveOneMeaning() {
    // throws where two rows of equal rank match the same bytes
    DecodeTable table = DecodeTable.of(InstructionTables.table()).complete();
    assertThat(new Decoder(table).decode(CodeMode.BITS_64, new byte[] {(byte) 0x90}, 0, 1))
        .isInstanceOf(DecodedInstruction.class);
  }

  @Test
  void everyRowParsesBackFromItsText() {
    for (InstructionRow row : InstructionTables.table().rows()) {
      String text = row.toString();
      assertThat(RowParser.parse(text, row.id(), row.method(), row.methodId())).isEqualTo(row);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD Eb, Gb",
        "00 ADD Eb, Gb",
        "00 /r add Eb, Gb",
        "00 /r ADD Eb, Kz",
        "00 /r ADD Eb, Gb lok",
        "00 /r ADD Eb, Gb lock lock",
        "04 iw ADD AL, Ib",
        "70 cb Jcc Jb",
        "70+cc cb JO Jb",
        "90 XCHG Zv, rAX",
        "66 F2 0F 10 /r X Ev",
        "0F 01 D0 D1 X",
        "0F 01 /7 11: INVLPG Mb",
      })
  void refusesRowsThatAreNotInTheGrammar(String row) {
    assertThatThrownBy(() -> RowParser.parse(row, 0, List.class.getMethods()[0], 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("List.")
        .hasMessageContaining(row);
  }

  /** Two rows for the same bytes. */
  static final class Ambiguous {
    private Ambiguous() {}

    @Instruction("F4 HLT\nF4 HALT")
    static void hlt() {}
  }

  @Test
  void refusesRowsForTheSameBytes() {
    InstructionTable table = InstructionTable.of(Ambiguous.class);
    assertThatThrownBy(() -> DecodeTable.of(table).complete())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"F4  HLT\" and \"F4  HALT\"");
  }
}
