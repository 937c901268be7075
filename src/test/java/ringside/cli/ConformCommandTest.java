package ringside.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ringside conform} on files of one vector: 1 + 1, with a right and with a wrong sum. */
class ConformCommandTest {
  private static final String VECTOR =
      """
      {"form":"01","mn":"add Ev,Gv","mode":64,"cap":"tf"}
      {"i":0,"b":"01c8","r":{"rax":"1","rcx":"1","rip":"10000000","rflags":"202"},\
      "f":{"r":{"rax":"%s","rip":"10000002","rflags":"202"}},"u":"0"}
      """;

  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int conform(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "conform";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Ringside.execute(new Streams(new ByteArrayInputStream(new byte[0]), out, err), all);
  }

  private String vector(String sum) throws IOException {
    Path file = folder.resolve("add.jsonl.gz");
    try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      zipped.write(VECTOR.formatted(sum).getBytes(StandardCharsets.UTF_8));
    }
    return file.toString();
  }

  @Test
  void passesWhereTheEmulatorAgrees() throws IOException {
    assertEquals(0, conform(vector("2")));

    assertEquals("1 passed, 0 failed, 1 forms, 1 compiled\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void failsAndSaysWhere() throws IOException {
    assertEquals(1, conform(vector("3"), "--json"));

    JsonNode report = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertEquals(1, report.get("failed").intValue());
    JsonNode form = report.get("forms").get(0);
    assertEquals("add Ev,Gv", form.get("mnemonic").stringValue());
    assertTrue(form.get("failures").get(0).stringValue().contains("rax is 2, silicon 3"));
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertEquals(2, conform("absent.jsonl.gz"));

    assertTrue(err.toString(StandardCharsets.UTF_8).contains("absent.jsonl.gz: cannot be read"));
  }
}
