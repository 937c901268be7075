package ringside.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.emulator.machine.InstructionTables;

/** What the encoder says to an author who erred. */
class EncodingErrorTest {
  private static final Encoder ENCODER = new Encoder(InstructionTables.table());

  private EncodingResult encode(int bits, String line) {
    return ENCODER.encode(LineReader.read(CodeMode.of(bits), line, 0x1000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          32 | mvo eax, 1          | there is no instruction MVO                                | did you mean MOV?
          32 | frobnicate          | there is no instruction FROBNICATE                         | ""
          32 | mov eax             | MOV does not take 1 operand                                | write MOV r/m8, r8 or MOV r/m16/32, r16/32 or MOV r8, r/m8 or MOV r16/32, r/m16/32
          32 | ret 1, 2            | RET does not take 2 operands                               | write RET or RET imm16
          32 | mov 5, eax          | operand 1 of MOV cannot be a number                        | *
          32 | lea eax, ebx        | operand 2 of LEA cannot be the register ebx                | write LEA r16/32, memory
          32 | shl eax, ebx        | operand 2 of SHL cannot be the register ebx                | write SHL r/m8, imm8 or SHL r/m16/32, imm8 or SHL r/m8, 1 or SHL r/m16/32, 1
          32 | mov eax, bl         | the operands of MOV do not have sizes that go together: 32 bits, 8 bits | write MOV r/m8, r8 or MOV r/m16/32, r16/32 or MOV r8, r/m8 or MOV r16/32, r/m16/32
          64 | push eax            | the operands of PUSH do not have sizes that go together: 32 bits | write PUSH r16/64 or PUSH r/m16/64
          32 | inc [ebx]           | nothing tells how much memory INC works on                 | write byte or word or dword before the bracket
          64 | mov [rbx], 5        | nothing tells how much memory MOV works on                 | write byte or word or dword or qword before the bracket
          32 | mov rax, 1          | the register rax does not exist in 32-bit code             | it needs bits 64
          16 | inc byte [r8]       | the register r8 does not exist in 16-bit code              | it needs bits 64
          64 | daa                 | DAA does not exist in 64-bit code                          | it needs bits 16 or 32
          32 | cdqe                | CDQE does not exist in 32-bit code                         | it needs bits 64
          64 | bound eax, [rbx]    | BOUND does not exist in 64-bit code                        | it needs bits 16 or 32
          32 | mov eax, [esp*2]    | the processor cannot address memory like this: a base register, plus an index other than the stack pointer times 1, 2, 4 or 8 | compute the address with LEA or ADD first
          32 | mov eax, [eax+ebx+ecx] | the processor cannot address memory like this: it has room for two registers | add the third one with LEA first
          16 | mov ax, [cx]        | the processor cannot address memory like this: 16-bit addresses are [bx or bp + si or di + number] | use these registers, or 32-bit ones
          64 | mov eax, [bx]       | the processor cannot address memory like this: 64-bit code has no 16-bit addresses | use 32-bit or 64-bit registers
          64 | mov eax, [rax+ecx]  | the processor cannot address memory like this: ecx and rax have different sizes | use registers of one size
          64 | mov ah, r8b         | ah cannot stand in an instruction that needs a REX prefix  | use a low byte register, or no 64-bit register beside ah
          32 | loop $+500          | LOOP reaches from -128 to 127 bytes, and its target is 498 away | move the target nearer, or jump over a near JMP
          32 | jmp short $-200     | JMP reaches from -128 to 127 bytes, and its target is -202 away | move the target nearer, or jump over a near JMP
          """)
  void saysWhatAndHow(int bits, String line, String what, String fix) {
    assertThat(encode(bits, line)).isInstanceOf(EncodingError.class);
    EncodingError error = (EncodingError) encode(bits, line);
    assertThat(error.what()).isEqualTo(what);
    if (!fix.equals("*")) {
      assertThat(error.fix()).isEqualTo(fix);
    }
  }

  @Test
  void warnsOfCutNumbersAndUselessLock() {
    assertThat(((Encoding) encode(32, "mov al, 300")).warnings()).hasSize(1);
    assertThat(((Encoding) encode(64, "add rax, 0xFFFFFFFF")).warnings()).hasSize(1);
    assertThat(((Encoding) encode(32, "lock mov eax, ebx")).warnings()).hasSize(1);
    assertThat(((Encoding) encode(32, "mov al, -1")).warnings()).isEmpty();
    assertThat(((Encoding) encode(16, "add ax, 0xFFFF")).warnings()).isEmpty();
    assertThat(((Encoding) encode(64, "mov eax, [rax-1]")).warnings()).isEmpty();
  }

  @Test
  void tellsWhereNumbersLie() {
    Encoding encoding = (Encoding) encode(32, "mov dword [ebx+$], 0x12345678");
    assertThat(encoding.fields())
        .containsExactly(
            new EncodingResult.Field(0, EncodingResult.Part.DISPLACEMENT, 2, 4, false),
            new EncodingResult.Field(1, EncodingResult.Part.IMMEDIATE, 6, 4, false));
    Encoding relative = (Encoding) encode(64, "add dword [rel $], 5");
    assertThat(relative.fields())
        .containsExactly(
            new EncodingResult.Field(0, EncodingResult.Part.DISPLACEMENT, 2, 4, true),
            new EncodingResult.Field(1, EncodingResult.Part.IMMEDIATE, 6, 1, false));
  }
}
