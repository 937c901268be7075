package ringside.lab.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import ringside.TakesLong;
import ringside.emulator.machine.Engine;

/**
 * Every vector file below the folder that the system property {@code conformance.vectors} names.
 * The files are too large for the repository; {@link ConformanceTest} runs a sample of them.
 */
@TakesLong
class FullConformanceTest {
  @TestFactory
  Stream<DynamicTest> agreesWithSilicon() throws IOException {
    String folder = System.getProperty("conformance.vectors", "");
    if (folder.isEmpty()) {
      return abort("no vectors: give their folder as ./ringside verify --conformance=DIR");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(folder))) {
      files = all.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
    }
    assertTrue(!files.isEmpty(), "no file *.jsonl.gz below " + folder);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> agrees(file)));
  }

  private static void agrees(Path file) {
    ConformanceReport report = Conformance.run(List.of(file), EnumSet.allOf(Engine.class));
    assertTrue(report.passed() > 0, "vectors were compared");
    assertEquals(0, report.failed(), report::toText);
  }
}
