package ringside.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RingsideTest {
  private static final String HELLO =
      """
              bits 16
              org 0x7c00
      start:  mov si, text
      .next:  lodsb
              test al, al
              jz .done
              mov dx, 0x3f8
              out dx, al
              jmp .next
      .done:  %s
      text:   db "hello", 10, 0
      """;

  private static final String HALT = "cli\n hlt";

  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int ringside(String input, String... arguments) {
    byte[] typed = input.getBytes(StandardCharsets.UTF_8);
    return Ringside.execute(new Streams(new ByteArrayInputStream(typed), out, err), arguments);
  }

  private String write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out());
  }

  @Test
  void asmWritesTheImage() throws Exception {
    String source = write("nops.asm", "times 3 nop\n");

    assertEquals(0, ringside("", "asm", source));

    byte nop = (byte) 0x90;
    byte[] image = Files.readAllBytes(folder.resolve("nops.bin"));
    assertArrayEquals(new byte[] {nop, nop, nop}, image);
    assertEquals("", err());
  }

  @Test
  void asmReportsEveryMistakeAndWritesNothing() throws Exception {
    String source = write("bad.asm", "bits 64\n mov eax, rbx\n jmp nowhere\n");

    assertEquals(2, ringside("", "asm", source, "--lang", "en"));

    assertFalse(Files.exists(folder.resolve("bad.bin")));
    assertTrue(err().contains("size-mismatch · " + source + ":2:6 · "), err());
    assertTrue(err().contains("undefined-symbol · " + source + ":3:6 · "), err());
    assertEquals("", out());
  }

  @Test
  void asmSpeaksJson() throws Exception {
    String source = write("bad.asm", "start: mov eax, 5 +\n");

    assertEquals(2, ringside("", "asm", source, "--json", "--lang", "ko"));

    JsonNode diagnostic = json().get("diagnostics").get(0);
    assertFalse(json().get("ok").asBoolean());
    assertEquals("expression-missing", diagnostic.get("code").asString());
    assertEquals(1, diagnostic.get("line").asInt());
    assertEquals(20, diagnostic.get("column").asInt());
    assertEquals("0x0", json().get("symbols").get("start").asString());
  }

  @Test
  void asmPrintsAListing() throws Exception {
    String source = write("one.asm", "start: nop ; 한국어\n");

    assertEquals(0, ringside("", "asm", source, "-l", "-"));

    assertEquals("     1 00000000 90                      start: nop ; 한국어\n", out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.inc", "/etc/passwd", "link.inc", "sub/../../secret.inc"})
  void asmReadsNothingOutsideItsFolders(String path) throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path secret = Files.writeString(folder.resolve("secret.inc"), "secret: db 'password'\n");
    Files.createSymbolicLink(inner.resolve("link.inc"), secret);
    Path source = Files.writeString(inner.resolve("a.asm"), "%include \"" + path + "\"\n");

    assertEquals(2, ringside("", "asm", source.toString()));

    assertTrue(err().startsWith("file-refused · "), err());
  }

  @Test
  void asmFindsIncludesInOtherFoldersAndBesideTheIncludingFile() throws Exception {
    Path library = Files.createDirectories(folder.resolve("lib/part"));
    Files.writeString(library.resolve("outer.inc"), "%include \"inner.inc\"\n");
    Files.writeString(library.resolve("inner.inc"), "%error reached VALUE\n");
    String source = write("a.asm", "%include \"part/outer.inc\"\n");
    String lib = folder.resolve("lib").toString();

    assertEquals(2, ringside("", "asm", source, "-I", lib, "-D", "VALUE=7", "--lang", "en"));

    assertTrue(err().contains("part/inner.inc:1:1 · reached 7 · "), err());
  }

  @Test
  void disasmShowsHexAndFiles() throws Exception {
    assertEquals(0, ringside("", "disasm", "--org", "0x1000", "--", "48 89 d8", "c3"));
    assertEquals(
        "00001000  4889d8                mov rax, rbx\n00001003  c3                    ret\n",
        out());
    out.reset();
    Path image = Files.write(folder.resolve("x.bin"), new byte[] {(byte) 0xEB, (byte) 0xFE});
    assertEquals(0, ringside("", "disasm", "--bits", "16", "--json", image.toString()));
    assertEquals("jmp short 0", json().get(0).get("text").asString());
  }

  @Test
  void runPrintsWhatTheGuestSendsAndExitsAsItSays() throws Exception {
    String source = write("hello.asm", HELLO.formatted("mov al, 3\n out 0xf4, al"));

    assertEquals(7, ringside("", "run", source));

    assertEquals("hello\n", out());
    assertEquals("", err());
  }

  @Test
  void runEndsWhereTheGuestHalts() throws Exception {
    String source = write("hello.asm", HELLO.formatted(HALT));

    assertEquals(0, ringside("", "run", source, "--json"));

    assertEquals("halted-forever", json().get("outcome").asString());
    assertEquals("hello\n", json().get("console").asString());
    assertTrue(json().get("ok").asBoolean());
  }

  @Test
  void runTakesAnImageAndWritesSerialOutputToAFile() throws Exception {
    String source = write("hello.asm", HELLO.formatted(HALT));
    String image = folder.resolve("boot").toString();
    assertEquals(0, ringside("", "asm", source, "-o", image));
    Path serial = folder.resolve("serial.txt");

    assertEquals(0, ringside("", "run", image, "--serial", serial.toString()));

    assertEquals("hello\n", Files.readString(serial));
  }

  @Test
  void runStopsAnEndlessLoopAndSaysWhere() throws Exception {
    String source = write("loop.asm", "org 0x7c00\nstart:\n jmp $\n");

    assertEquals(1, ringside("", "run", source, "--max-instructions", "5k"));

    assertTrue(err().contains("stopped after 5k instructions at 0x7c00"), err());
    assertTrue(err().contains("loop.asm:3"), err());
  }

  @Test
  void runTypesStandardInput() throws Exception {
    String source =
        write(
            "echo.asm",
            """
                    bits 16
                    org 0x7c00
            start:  mov dx, 0x3fd
            .wait:  in al, dx
                    test al, 1
                    jz .wait
                    mov dx, 0x3f8
                    in al, dx
                    out dx, al
                    cmp al, '!'
                    jne start
                    cli
                    hlt
            """);

    assertEquals(0, ringside("wow!", "run", source, "--interactive"));

    assertEquals("wow!", out());
  }

  @Test
  void memoryHasALimit() throws Exception {
    String source = write("source.asm", "hlt");

    assertEquals(2, ringside("", "run", source, "--memory", "17G"));

    assertTrue(err().contains("--memory 17G: memory is not between 1 MiB and 16 GiB"), err());
  }

  /** In a JVM of its own, whose heap is small. */
  @Test
  void aGuestThatUsesMoreThanTheHeapIsNoCrash() throws Exception {
    String source =
        write(
            "touch.asm",
            """
                    bits 64
                    org 0x100000
            start:  mov rdi, 0x200000
            .next:  mov [rdi], rdi
                    add rdi, 4096
                    jmp .next
            """);
    String java = ProcessHandle.current().info().command().orElseThrow();
    String classes =
        Stream.of(Ringside.class, CommandLine.class)
            .map(each -> each.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx64m",
                    "-cp",
                    classes,
                    Ringside.class.getName(),
                    "run",
                    source,
                    "--preset",
                    "lm64",
                    "--memory",
                    "1G"))
            .start();

    assertEquals(2, process.waitFor());
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(said.contains("needs more memory than the JVM's 64 MiB"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run nothing.asm",
        "run nothing.bin",
        "disasm nothing",
        "disasm -- 4",
        "asm",
        "run x --preset vax",
        "run x --cpu z80",
        "run x --memory 3X",
        "disasm --bits 8 -- 90",
        "unknown",
        "asm x -f elf"
      })
  void aWrongCallIsTheAuthorsMistake(String call) {
    assertEquals(2, ringside("", call.split(" ")));
    assertFalse(err().isEmpty());
    assertFalse(err().contains("Exception"), err());
  }
}
