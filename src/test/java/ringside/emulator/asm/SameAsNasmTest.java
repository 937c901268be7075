package ringside.emulator.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every source of {@code same/} gives the bytes that NASM 2.16.01 gives. */
class SameAsNasmTest {
  static List<Path> sources() {
    return Corpus.sources("same");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theBytesAreThoseOfNasm(Path source, @TempDir Path folder) throws Exception {
    Nasm.assumeInstalled();
    Nasm.Result nasm = Nasm.assemble(source, folder);
    assertNotNull(nasm.image(), nasm.messages());

    Assembly ours = Corpus.assemble(source);

    assertTrue(ours.succeeded(), () -> ours.diagnostics().toString());
    assertEquals(rows(nasm.image(), ours), rows(ours.image(), ours));
  }

  /** {@code nasm.sha256} was written by sha256sum over NASM's output, for machines without NASM. */
  @ParameterizedTest
  @MethodSource("sources")
  void theDigestIsThatOfNasm(Path source) throws Exception {
    Map<String, String> digests =
        Files.readAllLines(Corpus.folder("same").resolve("nasm.sha256")).stream()
            .map(line -> line.split("  ", 2))
            .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));

    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Corpus.assemble(source).image());

    assertEquals(digests.get(source.getFileName().toString()), HexFormat.of().formatHex(digest));
  }

  /**
   * Bytes beside the source lines that our listing puts there, so that a difference names its line.
   */
  private static String rows(byte[] image, Assembly ours) {
    StringBuilder text = new StringBuilder();
    for (SectionImage section : ours.sections()) {
      for (LineTable.Entry entry : ours.lines().entries()) {
        long offset = entry.address() - section.address();
        if (section.nobits() || offset < 0 || offset >= section.size()) {
          continue;
        }
        int at = (int) (section.loadAddress() - ours.origin() + offset);
        int end = (int) Math.min(image.length, at + entry.length());
        text.append(entry.line()).append(": ");
        text.append(at > end ? "" : HexFormat.of().formatHex(image, at, end)).append('\n');
      }
    }
    return text.append(image.length)
        .append(" bytes\n")
        .append(HexFormat.of().formatHex(image))
        .toString();
  }
}
