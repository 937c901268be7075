package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import ringside.emulator.machine.InstructionTables;

/** Corners of decoding; expected values by hand from the SDM. */
class DecoderTest {
  private static final InstructionTable TABLE = InstructionTables.table();
  private final Decoder decoder = new Decoder(DecodeTable.of(TABLE));

  private DecodeResult decode(int bits, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoder.decode(CodeMode.of(bits), bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 00 00, 'ADD Eb, Gb', 2",
    "16, 66 01 C8, 'ADD Ev, Gv', 3",
    "32, 90, NOP, 1",
    "32, 66 90, NOP, 2",
    "32, F3 90, PAUSE, 2",
    "64, 48 90, NOP, 2",
    "64, 41 90, 'XCHG Zv, rAX', 2",
    "64, F3 41 90, 'XCHG Zv, rAX', 3",
    "32, 93, 'XCHG Zv, rAX', 1",
    "32, 63 C8, 'ARPL Ew, Gw', 2",
    "64, 63 C8, 'MOVSXD Gv, Ed', 2",
    "32, C4 08, 'LES Gv, Mp', 2",
    "64, C4 E2 78 F2 C1, 'ANDN Gy, By, Ey', 5",
    "32, C4 E2 78 F2 C1, 'ANDN Gy, By, Ey', 5",
    "64, 0F 01 F8, SWAPGS, 3",
    "64, 0F 01 38, 'INVLPG M', 3",
    "64, 66 A5, 'MOVSW Yv, Xv', 2",
    "64, 48 A5, 'MOVSQ Yv, Xv', 2",
    "16, A5, 'MOVSW Yv, Xv', 1",
    "32, D9 C3, 'FLD STi', 2",
    "64, A1 88 77 66 55 44 33 22 11, 'MOV rAX, Ov', 9",
    "64, 67 A1 44 33 22 11, 'MOV rAX, Ov', 6",
    "64, 48 B8 88 77 66 55 44 33 22 11, 'MOV Zv, Iv', 10",
    "64, 0F 85 00 00 00 00, 'Jcc Jz', 6",
    "64, 66 0F 85 00 00 00 00, 'Jcc Jz', 7",
    "16, 0F 85 00 00, 'Jcc Jz', 4",
  })
  void chooses(int bits, String hex, String syntax, int length) {
    assertThat(decode(bits, hex)).isInstanceOf(DecodedInstruction.class);
    DecodedInstruction instruction = (DecodedInstruction) decode(bits, hex);
    assertThat(instruction.row().syntax()).isEqualTo(syntax);
    assertThat(instruction.length()).isEqualTo(length);
    assertThat(HexFormat.of().formatHex(instruction.bytes()))
        .isEqualToIgnoringCase(hex.replace(" ", ""));
  }

  @Test
  void readsMemoryOperands() {
    DecodedInstruction sib = (DecodedInstruction) decode(64, "64 4A 03 84 AD 80 FF FF FF");
    assertThat(sib.base()).isEqualTo(5);
    assertThat(sib.index()).isEqualTo(13);
    assertThat(sib.scale()).isEqualTo(4);
    assertThat(sib.displacement()).isEqualTo(-128);
    assertThat(sib.segment()).isEqualTo(4);
    assertThat(sib.operandSize()).isEqualTo(8);
    DecodedInstruction frame = (DecodedInstruction) decode(16, "03 46 FE");
    assertThat(frame.base()).isEqualTo(5);
    assertThat(frame.index()).isEqualTo(DecodedInstruction.NONE);
    assertThat(frame.segment()).isEqualTo(2);
    assertThat(frame.displacement()).isEqualTo(-2);
    DecodedInstruction rip = (DecodedInstruction) decode(64, "03 05 10 00 00 00");
    assertThat(rip.ripRelative()).isTrue();
    assertThat(rip.base()).isEqualTo(DecodedInstruction.NONE);
  }

  @Test
  void highBytesDependOnRex() {
    assertThat(((DecodedInstruction) decode(64, "00 E5")).register(0)).isEqualTo(17);
    assertThat(((DecodedInstruction) decode(64, "40 00 E5")).register(0)).isEqualTo(5);
    // a REX before another prefix is dead
    assertThat(((DecodedInstruction) decode(64, "40 3E 00 E5")).register(0)).isEqualTo(17);
  }

  @Test
  void extendsImmediates() {
    assertThat(((DecodedInstruction) decode(64, "48 83 C0 FF")).immediate()).isEqualTo(-1);
    assertThat(((DecodedInstruction) decode(64, "83 C0 FF")).immediate()).isEqualTo(0xFFFFFFFFL);
    assertThat(((DecodedInstruction) decode(64, "04 FF")).immediate()).isEqualTo(0xFF);
    assertThat(((DecodedInstruction) decode(64, "EB FE")).immediate()).isEqualTo(-2);
    DecodedInstruction enter = (DecodedInstruction) decode(32, "C8 00 80 03");
    assertThat(enter.immediate()).isEqualTo(0x8000);
    assertThat(enter.immediate2()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 06, NOT_IN_THIS_MODE",
    "64, 0F 04, UNKNOWN",
    "64, C4 08 00 00 00, UNKNOWN",
    "32, F0 01 C8, LOCK_PREFIX",
    "32, F0 03 08, LOCK_PREFIX",
    "64, EA, NOT_IN_THIS_MODE",
    "32, 8E F0, NO_SUCH_REGISTER",
  })
  void refuses(int bits, String hex, DecodeResult.Reason reason) {
    assertThat(decode(bits, hex)).isInstanceOf(DecodeResult.InvalidOpcode.class);
    assertThat(((DecodeResult.InvalidOpcode) decode(bits, hex)).reason()).isEqualTo(reason);
  }

  @Test
  void takesTheLastOfEachPrefixGroup() {
    assertThat(((DecodedInstruction) decode(32, "F2 F3 A4")).repeat()).isEqualTo(Repeat.REPE);
    assertThat(((DecodedInstruction) decode(32, "F3 F2 A6")).repeat()).isEqualTo(Repeat.REPNE);
    assertThat(((DecodedInstruction) decode(32, "F3 01 08")).repeat()).isEqualTo(Repeat.NONE);
    assertThat(((DecodedInstruction) decode(32, "26 64 8B 00")).segment()).isEqualTo(4);
    assertThat(((DecodedInstruction) decode(32, "64 26 8B 00")).segment()).isEqualTo(0);
    // 64-bit code has no other segments than FS and GS
    assertThat(((DecodedInstruction) decode(64, "64 26 8B 00")).segment()).isEqualTo(4);
    assertThat(((DecodedInstruction) decode(64, "2E 8B 45 00")).segment()).isEqualTo(2);
  }

  @Test
  void leavesOutWhatTheProcessorLacks() {
    Decoder older =
        new Decoder(DecodeTable.of(TABLE, row -> !"BMI1".equals(row.attributes().cpuid())));
    byte[] tzcnt = HexFormat.of().parseHex("f30fbcc1");
    assertThat(((DecodedInstruction) older.decode(CodeMode.BITS_32, tzcnt, 0, 4)).row().mnemonic())
        .isEqualTo("BSF");
    assertThat(((DecodedInstruction) decode(32, "F3 0F BC C1")).row().mnemonic())
        .isEqualTo("TZCNT");
  }

  @Test
  void ignoresModOfControlRegisterMoves() {
    DecodedInstruction mov = (DecodedInstruction) decode(64, "0F 20 04 25 00 00 00 00");
    assertThat(mov.length()).isEqualTo(3);
    assertThat(mov.kind(0)).isEqualTo(OperandKind.GENERAL);
    assertThat(mov.register(0)).isEqualTo(4);
    assertThat(mov.size(0)).isEqualTo(8);
  }

  @Test
  void tellsMissingBytesFromTooMany() {
    assertThat(decode(64, "48 B8 01 02")).isEqualTo(new DecodeResult.NeedsMoreBytes(4));
    assertThat(decode(64, "66")).isEqualTo(new DecodeResult.NeedsMoreBytes(1));
    assertThat(decode(64, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90 90"))
        .isEqualTo(new DecodeResult.TooLong());
    assertThat(decode(64, "66 66 66 66 66 66 66 66 66 66 66 66 66 66 90 90"))
        .isInstanceOf(DecodedInstruction.class);
  }

  @ParameterizedTest
  @EnumSource
  void anyBytesComeToAResultAndToText(CodeMode mode) {
    Random random = new Random(0x46555A5A);
    Disassembler disassembler = new Disassembler();
    byte[] prefixes = HexFormat.of().parseHex("0f0f66f2f36748414fc4c5f02e64");
    byte[] code = new byte[16];
    for (int i = 0; i < Integer.getInteger("decodes", 100_000); i++) {
      random.nextBytes(code);
      for (int at = 0; random.nextInt(3) != 0 && at < code.length; at++) {
        code[at] = prefixes[random.nextInt(prefixes.length)];
      }
      if (decoder.decode(mode, code, 0, 16) instanceof DecodedInstruction instruction) {
        assertThat(instruction.length()).isBetween(1, 15);
        assertThat(disassembler.text(instruction, 0x1000)).isNotBlank();
        // nothing but its own bytes made it
        byte[] bytes = instruction.bytes();
        assertThat(decoder.decode(mode, bytes, 0, bytes.length))
            .isInstanceOf(DecodedInstruction.class);
        assertThat(decoder.decode(mode, bytes, 0, bytes.length - 1))
            .isEqualTo(new DecodeResult.NeedsMoreBytes(bytes.length - 1));
      }
    }
  }
}
