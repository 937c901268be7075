package ringside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.lab.scenario.Scenarios;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** check, trace and lint as an author or a CI job calls them. */
class ScenarioCommandsTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path hello;

  @BeforeEach
  void copy() throws IOException {
    hello = Scenarios.copy("hello", folder.resolve("hello"));
  }

  private int ringside(String... arguments) {
    out.reset();
    err.reset();
    return Ringside.execute(
        new Streams(new ByteArrayInputStream(new byte[0]), out, err), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void change(String file, String before, String after) throws IOException {
    Path path = hello.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(before);
    Files.writeString(path, text.replace(before, after));
  }

  @Test
  void checkPassesAfterTheLockIsWritten() {
    assertThat(ringside("check", hello.toString(), "--lang", "en")).isEqualTo(1);
    assertThat(err()).startsWith("lock-missing · ");
    assertThat(ringside("check", hello.toString(), "--update")).isZero();
    assertThat(ringside("check", folder.toString())).isZero();
    assertThat(out()).contains("hello", "base", "1/1 checks", "ok");
    assertThat(err()).isEmpty();
  }

  @Test
  void checkFailsWhereAnInstructionIsFlipped() throws IOException {
    change("src/hello.asm", "mov     al, 'i'", "mov     al, 'j'");
    assertThat(ringside("check", hello.toString(), "--update", "--json", "--lang", "ko"))
        .isEqualTo(1);
    JsonNode json = JsonMapper.shared().readTree(out());
    assertThat(json.path("ok").asBoolean()).isFalse();
    JsonNode scenario = json.path("scenarios").path(0);
    assertThat(scenario.path("runs").path(0).path("checks").path(0).path("pass").asBoolean())
        .isFalse();
    assertThat(scenario.path("diagnostics").path(0).path("code").asString())
        .isEqualTo("check-failed");
    assertThat(scenario.path("diagnostics").path(0).path("what").asString()).contains("실패");
  }

  @Test
  void anAuthorsMistakeEndsWithTwo() throws IOException {
    change("scenario.yaml", "limits:", "limit:");
    change("src/hello.asm", "hlt", "htl 1");
    assertThat(ringside("check", hello.toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).contains("unknown-key · " + hello.resolve("scenario.yaml") + ":13:1 · ");
    change("scenario.yaml", "limit:", "limits:");
    assertThat(ringside("lint", hello.toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).contains("asm/").contains("src/hello.asm:11:9").contains("htl");
  }

  @Test
  void traceEventsAndInstructions() {
    assertThat(ringside("trace", hello.toString(), "--events")).isZero();
    assertThat(out().lines().map(line -> line.substring(22)))
        .containsExactly(
            "WALK 1D refs=4 00100000->00100000",
            "PIO out 0x3F8 'h'",
            "PIO out 0x3F8 'i'",
            "HLT IF=0");
    assertThat(ringside("trace", hello.toString(), "--instructions")).isZero();
    assertThat(out().lines().map(line -> line.substring(22)))
        .startsWith("INSN 00100000 \"mov dx, 0x3f8\" cpl0", "INSN 00100004 \"mov al, 0x68\" cpl0")
        .endsWith("INSN 0010000A \"cli\" cpl0", "INSN 0010000B \"hlt\" cpl0");
    assertThat(ringside("trace", hello.toString(), "--json")).isZero();
    JsonNode trace = JsonMapper.shared().readTree(out()).path("trace");
    assertThat(trace.path(1).path("fields").path("port").asInt()).isEqualTo(0x3F8);
    assertThat(ringside("trace", hello.toString(), "--variant", "nope")).isEqualTo(2);
    assertThat(err()).contains("there is no variant nope; the runs are base");
  }

  @ParameterizedTest
  @CsvSource({
    "check,nowhere,is not a folder",
    "lint,src,there is no scenario.yaml",
    "trace,src,There is no file scenario.yaml",
  })
  void wrongPaths(String command, String path, String message) {
    assertThat(ringside(command, hello.resolve(path).toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).contains(message);
  }

  @Test
  void aFiftyMegabyteScenarioIsRefusedUnread() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(hello.resolve("scenario.yaml").toFile(), "rw")) {
      file.setLength(50 << 20);
    }
    assertThat(ringside("check", hello.toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).startsWith("file-too-large · ").contains("52428800");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws IOException {
    Files.delete(hello.resolve("src/hello.asm"));
    Path outside = Files.writeString(folder.resolve("outside.asm"), "hlt");
    Files.createSymbolicLink(hello.resolve("src/hello.asm"), outside);
    assertThat(ringside("check", hello.toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).startsWith("file-outside · ");
  }

  @Test
  void anIncludeCannotClimbOut() throws IOException {
    change("src/hello.asm", "bits 64", "bits 64\n %include \"../../../../etc/passwd\"");
    assertThat(ringside("lint", hello.toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err()).startsWith("asm/file-refused · ");
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Files.write(hello.resolve("text.ko.md"), new byte[] {'#', ' ', (byte) 0xC3, 0x28});
    assertThat(ringside("lint", hello.toString(), "--lang", "ko")).isEqualTo(2);
    assertThat(err()).contains("file-not-utf8").contains("UTF-8이 아닙니다");
  }
}
