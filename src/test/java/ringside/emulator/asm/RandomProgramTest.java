package ringside.emulator.asm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs written at random assemble to the bytes that NASM gives. */
class RandomProgramTest {
  private static final int PROGRAMS = 10;

  @ParameterizedTest
  @ValueSource(ints = {10, 60, 300, 1500})
  void randomProgramsGiveTheBytesOfNasm(int statements, @TempDir Path folder) throws Exception {
    Nasm.assumeInstalled();
    for (int seed = 1; seed <= PROGRAMS; seed++) {
      Path source = folder.resolve("random-" + statements + "-" + seed + ".asm");
      Files.writeString(source, new RandomProgram(seed * 7919L + statements, statements).text());
      Nasm.Result nasm = Nasm.assemble(source, folder);
      assertNotNull(nasm.image(), source + "\n" + nasm.messages());

      Assembly ours = Corpus.assemble(source);

      assertTrue(ours.succeeded(), () -> ours.diagnostics().toString());
      assertArrayEquals(nasm.image(), ours.image(), source.toString());
    }
  }
}
