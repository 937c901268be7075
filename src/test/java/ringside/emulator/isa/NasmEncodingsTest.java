package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.emulator.machine.InstructionTables;

/** Lines where several encodings are right, with the one that NASM chose: needs no nasm. */
class NasmEncodingsTest {
  private static final Encoder ENCODER = new Encoder(InstructionTables.table());

  static Stream<String[]> rows() throws Exception {
    return Files.lines(Path.of("src/test/resources/ringside/emulator/isa/nasm-encodings.txt"))
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\\s*\\|\\s*"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void choosesAsNasmDid(int bits, String line, String bytes) {
    EncodingResult result = ENCODER.encode(LineReader.read(CodeMode.of(bits), line, 0x1000));
    assertThat(result).isInstanceOf(Encoding.class);
    assertThat(HexFormat.of().formatHex(((Encoding) result).bytes())).isEqualTo(bytes);
    assertThat(((Encoding) result).warnings()).isEmpty();
  }
}
