package ringside.lab.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.emulator.machine.Engine;

/** The emulator against a sample of vectors captured on silicon. */
class ConformanceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int64", "int32", "sys64", "sys32", "ext64", "ext32", "x8764", "x8732", "mmx64", "mmx32",
        "sse64", "sse32", "286", "8086"
      })
  void agreesWithSilicon(String set) throws URISyntaxException {
    Path file =
        Path.of(Objects.requireNonNull(getClass().getResource(set + ".jsonl.gz"), set).toURI());
    ConformanceReport report = Conformance.run(List.of(file), EnumSet.allOf(Engine.class));
    assertTrue(report.compiled() > report.passed() / 4, "all were compiled but undefined opcodes");
    assertTrue(report.passed() > 100, "vectors were compared");
    assertEquals(0, report.failed(), report::toText);
  }

  /** A wrong expectation must be found: the sum of 1 and 1 is not 3. */
  @Test
  void findsADifference() throws IOException {
    ConformanceReport report =
        Conformance.run(
            List.of(
                file(
                    """
                    {"form":"01","mn":"add Ev,Gv","mode":64,"cap":"tf"}
                    {"i":0,"b":"01c8","r":{"rax":"1","rcx":"1","rip":"10000000","rflags":"202"},"f":{"r":{"rax":"3","rip":"10000002","rflags":"202"}},"u":"0"}
                    """)),
            EnumSet.allOf(Engine.class));
    assertEquals(1, report.failed());
    assertTrue(report.toText().contains("interpreter: rax is 2, silicon 3"), report::toText);
    assertTrue(report.toText().contains("compiler: rax is 2, silicon 3"), report::toText);
  }

  @Test
  void namesTheLineThatIsNoVector() {
    ConformanceException e =
        assertThrows(
            ConformanceException.class,
            () ->
                Conformance.run(
                    List.of(file("{\"form\":\"01\",\"mode\":64}\nnonsense\n")),
                    EnumSet.of(Engine.INTERPRETER)));
    assertTrue(e.getMessage().contains(":2: not a vector"), e.getMessage());
  }

  @Test
  void namesAFileThatIsNotThere() {
    ConformanceException e =
        assertThrows(
            ConformanceException.class,
            () ->
                Conformance.run(
                    List.of(directory.resolve("absent.jsonl.gz")), EnumSet.of(Engine.INTERPRETER)));
    assertTrue(e.getMessage().contains("absent.jsonl.gz"), e.getMessage());
  }

  private Path file(String text) throws IOException {
    Path file = directory.resolve("vectors.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
