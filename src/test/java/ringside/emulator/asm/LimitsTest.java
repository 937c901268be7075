package ringside.emulator.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that would take for ever or fill all memory end in a diagnostic. */
class LimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Stream<Arguments> hostileSources() {
    return Stream.of(
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "times 1 << 40 db 0"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "times 0x7fffffffffffffff dq 0"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "resb 1 << 40"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "resq -1 >> 1"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "db 1 << 40 dup (0)"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "align 1 << 40\nnop\nalign 1 << 40"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "nop\nsection far start=1 << 40\nnop"),
        Arguments.of(DiagnosticCode.OUTPUT_TOO_LONG, "times 100 incbin 'big.bin'"),
        Arguments.of(DiagnosticCode.REPEAT_COUNT, "%rep 1 << 40\nnop\n%endrep"),
        Arguments.of(
            DiagnosticCode.TOO_MANY_LINES, "%rep 10000\n%rep 10000\nnop\n%endrep\n%endrep"),
        Arguments.of(DiagnosticCode.TOO_MANY_LINES, "%rep 400000\n; nothing\n; more\n%endrep"),
        Arguments.of(DiagnosticCode.INCLUDE_TOO_DEEP, "%include 'main.asm'"),
        Arguments.of(DiagnosticCode.MACRO_TOO_DEEP, "%rmacro m 0\nm\n%endmacro\nm"),
        Arguments.of(DiagnosticCode.EXPANSION_TOO_LONG, doublingMacros()),
        Arguments.of(
            DiagnosticCode.TOO_MUCH_WORK,
            doublingMacros().replace("db m40", "%rep 9000\ndb m12\n%endrep")),
        Arguments.of(DiagnosticCode.EXPRESSION_TOO_DEEP, "db " + "(".repeat(5000) + "1"),
        Arguments.of(DiagnosticCode.EXPRESSION_TOO_DEEP, "db " + "-".repeat(5000) + "1"),
        Arguments.of(DiagnosticCode.EXPRESSION_TOO_DEEP, "db 1" + " + 1".repeat(5000)),
        Arguments.of(DiagnosticCode.TOO_MUCH_WORK, "times 8000000 jmp $"),
        Arguments.of(DiagnosticCode.NEVER_SETTLES, "a equ b + 1\nb equ a + 1\ndb a"),
        Arguments.of(DiagnosticCode.TOO_MANY_DIAGNOSTICS, "nothing here\n".repeat(1000)),
        Arguments.of(DiagnosticCode.FILE_TOO_LONG, ";".repeat(5 << 20)),
        Arguments.of(DiagnosticCode.UNCLOSED_BRACKET, "db %{'".repeat(20_000)),
        Arguments.of(DiagnosticCode.EXPANSION_TOO_LONG, "db " + "\\".repeat(200_000)));
  }

  private static String doublingMacros() {
    StringBuilder source = new StringBuilder("%define m0 1,\n");
    for (int i = 1; i <= 40; i++) {
      source.append("%define m").append(i);
      source.append(" m").append(i - 1).append(" m").append(i - 1).append('\n');
    }
    return source.append("db m40\n").toString();
  }

  @ParameterizedTest
  @MethodSource("hostileSources")
  void aHostileSourceEndsInADiagnostic(DiagnosticCode expected, String text) {
    SourceProvider sources =
        SourceProvider.of(
            Map.of(
                "main.asm", text.getBytes(StandardCharsets.UTF_8), "big.bin", new byte[1 << 20]));

    Assembly assembly =
        assertTimeoutPreemptively(PATIENCE, () -> Corpus.ASSEMBLER.assemble("main.asm", sources));

    assertTrue(
        assembly.diagnostics().stream().anyMatch(each -> each.code() == expected),
        () -> assembly.diagnostics().stream().limit(5).toList().toString());
    assertFalse(assembly.succeeded());
  }

  @Test
  void aSourceThatIsNotTextIsRefused() {
    byte[] bytes = {'n', 'o', 'p', (byte) 0xFF, (byte) 0xFE};
    Assembly assembly =
        Corpus.ASSEMBLER.assemble("main.asm", SourceProvider.of(Map.of("main.asm", bytes)));

    assertEquals(DiagnosticCode.NOT_UTF8, assembly.diagnostics().getFirst().code());
  }

  @Test
  void aMissingMainFileIsAMistakeAndNoException() {
    Assembly assembly = Corpus.ASSEMBLER.assemble("main.asm", SourceProvider.of(Map.of()));

    assertEquals(DiagnosticCode.FILE_MISSING, assembly.diagnostics().getFirst().code());
  }
}
