package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.machine.InstructionTables;

/** Lines made from every row of the instruction set, encoded by us and by the real assembler. */
class NasmComparisonTest {
  private static final long SEED = 0x52494E47;
  private static final int LINES_PER_ROW = Integer.getInteger("lines", 12);

  /** What NASM assembles although it is undefined in 64-bit code. */
  private static final Set<String> NOT_IN_64_BIT_CODE = Set.of("salc");

  /**
   * NASM takes the longer of two forms of PEXTRW where the immediate is called a byte, sets a REX.W
   * that INVPCID ignores, and guesses how much memory CVTSI2SS and CVTSI2SD convert, where we ask.
   */
  private static boolean isNasmsOwnChoice(String line) {
    return line.startsWith("pextrw ") && line.contains(" byte ")
        || line.startsWith("invpcid r")
        || line.startsWith("cvtsi2s") && line.contains(", [");
  }

  private final InstructionTable table = InstructionTables.table();
  private final Encoder encoder = new Encoder(table);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void encodesAsNasmDoes(CodeMode mode) throws Exception {
    assumeTrue(Nasm.present(), "nasm 2.16 is not installed");
    List<String> lines = List.copyOf(new LineGenerator(mode, SEED).lines(table, LINES_PER_ROW));
    Map<String, Nasm.Line> theirs = Nasm.assemble(mode, lines, folder);
    List<String> differences = new ArrayList<>();
    theirs.forEach((line, nasm) -> {
      String expected = HexFormat.of().formatHex(nasm.bytes());
      String actual =
          switch (encoder.encode(LineReader.read(mode, line, nasm.address()))) {
            case Encoding encoding -> HexFormat.of().formatHex(encoding.bytes());
            case EncodingError error -> error.what();
          };
      boolean undefined = mode == CodeMode.BITS_64 && NOT_IN_64_BIT_CODE.contains(line);
      if (!undefined && !isNasmsOwnChoice(line) && !actual.equals(expected)) {
        differences.add("%-45s nasm %-28s ours %s".formatted(line, expected, actual));
      }
    });
    assertThat(theirs).hasSizeGreaterThan(lines.size() / 4);
    assertThat(differences.stream().sorted()).isEmpty();
  }
}
