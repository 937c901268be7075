package ringside.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ringside.lab.scenario.AssembledProgram;
import ringside.lab.scenario.BuiltScenario;
import ringside.lab.scenario.Scenario;

/**
 * Every program of the course, and with it every file of {@code scenarios/lib}, is NASM: the real
 * one makes the same bytes of it.
 */
class SameProgramsAsNasmTest {
  private static final Path SCENARIOS = Path.of("scenarios");
  private static final Path LIBRARY = SCENARIOS.resolve("lib");

  @TempDir static Path output;

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(SCENARIOS)) {
      return folders.filter(f -> Files.exists(f.resolve("scenario.yaml"))).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theBytesAreThoseOfNasm(Path folder) throws Exception {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "nasm")));
    assumeTrue(installed, "nasm is not on the PATH");
    for (BuiltScenario run : Recordings.load(folder).runs()) {
      List<String> defines = defines(run);
      for (AssembledProgram program : run.programs()) {
        assertThat(nasm(folder, program.program(), defines))
            .as("%s %s", run.variant(), program.program().file())
            .isEqualTo(program.image());
      }
    }
  }

  /** The file's first line says its name and what it is for, and some program uses it. */
  @Test
  void everySharedFileIsDocumentedAndUsed() throws IOException {
    String sources = sources();
    try (Stream<Path> files = Files.list(LIBRARY)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        assertThat(Files.readAllLines(file).getFirst()).startsWith("; " + name + ": ");
        assertThat(sources).contains("%include \"" + name + "\"");
      }
    }
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(SCENARIOS)) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(asm|inc)")).toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }
  }

  private static List<String> defines(BuiltScenario run) {
    Map<String, String> defines = new TreeMap<>();
    for (AssembledProgram program : run.programs()) {
      defines.put("AT_" + upper(program.program().id()), String.valueOf(program.program().at()));
    }
    for (Scenario.Region region : run.regions()) {
      defines.put("AT_" + upper(region.id()), String.valueOf(region.at()));
      defines.put("END_" + upper(region.id()), String.valueOf(region.end()));
    }
    run.scenario().variants().stream()
        .filter(variant -> variant.id().equals(run.variant()))
        .forEach(variant -> defines.putAll(variant.defines()));
    return defines.entrySet().stream()
        .map(define -> "-D" + define.getKey() + "=" + define.getValue())
        .collect(Collectors.toList());
  }

  private static String upper(String id) {
    return id.toUpperCase(Locale.ROOT);
  }

  private static byte[] nasm(Path folder, Scenario.Program program, List<String> defines)
      throws Exception {
    Path source = folder.resolve(program.file());
    Path image = output.resolve("image");
    Path messages = output.resolve("messages");
    List<String> command = new ArrayList<>(List.of("nasm", "-f", "bin", "-w-all"));
    for (Path include : List.of(source.resolveSibling(""), folder, LIBRARY)) {
      command.addAll(List.of("-i", include + "/"));
    }
    command.addAll(defines);
    if (!Files.readString(source).matches("(?s).*\\norg .*")) {
      command.addAll(List.of("--before", "org " + program.at()));
    }
    command.addAll(List.of("-o", image.toString(), source.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(messages)).isZero();
    return Files.readAllBytes(image);
  }
}
