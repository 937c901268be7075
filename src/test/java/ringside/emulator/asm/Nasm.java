package ringside.emulator.asm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The real NASM, which our bytes are compared with. */
final class Nasm {
  private Nasm() {}

  /** What NASM made of a source: its image, or null and its messages. */
  record Result(byte @Nullable [] image, String messages) {}

  /** Skips the test where NASM 2.16 is not installed. */
  static void assumeInstalled() {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nasm")));
    assumeTrue(installed, "nasm is not on the PATH");
  }

  /** Assembles {@code source}, in {@code folder}, to a flat binary. */
  static Result assemble(Path source, Path folder) throws IOException, InterruptedException {
    Path image = folder.resolve("nasm.bin");
    Path messages = folder.resolve("nasm.txt");
    Files.deleteIfExists(image);
    Process process =
        new ProcessBuilder(
                "nasm",
                "-w-all",
                "-f",
                "bin",
                "-i",
                source.getParent() + "/",
                "-o",
                image.toString(),
                source.toString())
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(messages, StandardCharsets.UTF_8);
    return new Result(status == 0 && Files.exists(image) ? Files.readAllBytes(image) : null, text);
  }
}
