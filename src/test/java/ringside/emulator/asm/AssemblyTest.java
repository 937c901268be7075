package ringside.emulator.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an assembly tells beside its bytes: symbols, lines, listing. */
class AssemblyTest {
  private static final String SOURCE =
      """
      %macro  pair 1
              nop
              db      %1
      %endmacro
              org     0x100
      count   equ     3
      main:   mov     ax, count
      .loop:  pair    7
              times 2 nop
              section high vstart=0x9000
      there:  dw      main
      """;

  private static Assembly assemble(String text) {
    return Corpus.ASSEMBLER.assemble("a.asm", Corpus.memory("a.asm", text));
  }

  private static LineTable.Entry line(Assembly assembly, long address) {
    return Objects.requireNonNull(assembly.lines().at(address));
  }

  @Test
  void symbolsHaveTheAddressesAtWhichTheyRun() {
    Assembly assembly = assemble(SOURCE);

    assertEquals(List.of(), assembly.diagnostics());
    Symbol loop = Objects.requireNonNull(assembly.symbol("main.loop"));
    assertEquals(0x103, loop.value());
    assertEquals(Symbol.Kind.LABEL, loop.kind());
    assertEquals(".text", loop.section());
    Symbol there = Objects.requireNonNull(assembly.symbol("there"));
    assertEquals(0x9000, there.value());
    Symbol count = Objects.requireNonNull(assembly.symbol("count"));
    assertEquals(3, count.value());
    assertEquals(Symbol.Kind.CONSTANT, count.kind());
    assertEquals(0x100, assembly.origin());
  }

  @Test
  void everyByteLeadsToTheLineThatTheAuthorWrote() {
    Assembly assembly = assemble(SOURCE);

    assertEquals(7, line(assembly, 0x102).line());
    LineTable.Entry inMacro = line(assembly, 0x104);
    assertEquals(8, inMacro.line());
    assertEquals(3, Objects.requireNonNull(inMacro.body()).line());
    assertEquals("pair", Objects.requireNonNull(inMacro.expansion()).name());
    assertEquals("main.loop", inMacro.label());
    assertEquals(1, inMacro.offset());
    assertFalse(inMacro.code());
    assertTrue(line(assembly, 0x103).code());
    assertEquals(9, line(assembly, 0x106).line());
    assertEquals(11, line(assembly, 0x9001).line());
    assertNull(assembly.lines().at(0xFF));
    assertNull(assembly.lines().at(0x107));
  }

  @Test
  void definesAndOriginComeFromOutside() {
    AssemblerOptions options =
        new AssemblerOptions(Limits.DEFAULT, Map.of("VALUE", "0x41 + 1"), 0x8000, 64);
    Assembly assembly =
        Corpus.ASSEMBLER.assemble(
            "a.asm", Corpus.memory("a.asm", "start: mov rax, VALUE\ndw start\n"), options);

    assertEquals(List.of(), assembly.diagnostics());
    assertEquals(0x8000, Objects.requireNonNull(assembly.symbol("start")).value());
    assertEquals(0x42, assembly.image()[1]);
  }

  @Test
  void theListingHasTheAddressesAndBytesOfNasm(@TempDir Path folder) throws Exception {
    Nasm.assumeInstalled();
    String text = "        bits 32\nstart:  mov eax, 5\n        ret\n        db 'abcdefghijk'\n";
    Path source = Files.writeString(folder.resolve("a.asm"), text);
    Path listing = folder.resolve("a.lst");
    int status =
        new ProcessBuilder(
                "nasm",
                "-fbin",
                "-o",
                folder.resolve("a.bin").toString(),
                "-l",
                listing.toString(),
                source.toString())
            .start()
            .waitFor();
    assertEquals(0, status);

    assertEquals(columns(Files.readString(listing)), columns(assemble(text).listing().render()));
  }

  private static List<String> columns(String listing) {
    List<String> rows = new ArrayList<>();
    for (String row : listing.lines().toList()) {
      rows.add(row.substring(0, Math.min(row.length(), 34)).strip());
    }
    return rows;
  }

  @Test
  void whatCouldBeMadeIsThereInSpiteOfMistakes() {
    Assembly assembly = assemble("start: nop\n mvo ax, bx\nend: nop\n");

    assertFalse(assembly.succeeded());
    assertNotNull(assembly.symbol("end"));
    assertEquals(2, assembly.image().length);
  }
}
