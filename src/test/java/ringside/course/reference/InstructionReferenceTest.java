package ringside.course.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.course.reference.Encoding.Note;
import ringside.course.reference.InstructionReference.Sensitivity;
import ringside.emulator.machine.InstructionTables;

/** The reference says what the table says, and its words are about instructions that exist. */
class InstructionReferenceTest {
  /** Robin and Irvine, USENIX Security 2000, by mnemonic, and IRET. */
  private static final List<String> SEVENTEEN =
      List.of(
          "SGDT", "SIDT", "SLDT", "SMSW", "PUSHF", "POPF", "LAR", "LSL", "VERR", "VERW", "POP",
          "PUSH", "CALL", "JMP", "INT", "RETF", "STR", "MOV", "IRET");

  /** Words may be ready before the instructions of VT-x and AMD-V are. */
  private static final List<String> VIRTUALIZATION =
      List.of(
          "CLGI",
          "INVEPT",
          "INVLPGA",
          "INVVPID",
          "STGI",
          "VMCALL",
          "VMCLEAR",
          "VMLAUNCH",
          "VMLOAD",
          "VMMCALL",
          "VMPTRLD",
          "VMPTRST",
          "VMREAD",
          "VMRESUME",
          "VMRUN",
          "VMSAVE",
          "VMWRITE",
          "VMXOFF",
          "VMXON");

  private static InstructionTexts texts;
  private static InstructionReference reference;

  @BeforeAll
  static void read() throws Exception {
    texts = InstructionTexts.read(Path.of("lessons"));
    reference = InstructionReference.of(InstructionTables.table(), texts);
  }

  @Test
  void theSeventeen() {
    assertThat(texts.sensitive().keySet()).containsExactlyInAnyOrderElementsOf(SEVENTEEN);
    assertThat(SEVENTEEN)
        .allSatisfy(name ->
            assertThat(reference.find(name).orElseThrow().sensitivity())
                .isEqualTo(Sensitivity.SENSITIVE));
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource({
      "HLT, PRIVILEGED", "LGDT, PRIVILEGED", "LIDT, PRIVILEGED", "LTR, PRIVILEGED", "CLTS, PRIVILEGED", "WRMSR, PRIVILEGED",
      "INVLPG, PRIVILEGED", "WBINVD, PRIVILEGED", "SWAPGS, PRIVILEGED",
      "CLI, IOPL", "STI, IOPL",
      "ADD, INNOCUOUS", "CPUID, INNOCUOUS", "SYSCALL, INNOCUOUS", "je, INNOCUOUS",
  })
  // spotless:on
  void standsToVirtualization(String mnemonic, Sensitivity expected) {
    assertThat(reference.find(mnemonic).orElseThrow().sensitivity()).isEqualTo(expected);
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource({"je, Jcc", "JNZ, Jcc", "sete, SETcc", "cmovl, CMOVcc", "jmp, JMP", "jrcxz, JRCXZ", "syscall, SYSCALL"})
  // spotless:on
  void disassemblyFindsItsEntry(String mnemonic, String entry) {
    assertThat(reference.find(mnemonic).orElseThrow().name()).isEqualTo(entry);
  }

  @Test
  void rowsSayTheRest() {
    var syscall = reference.find("SYSCALL").orElseThrow();
    assertThat(syscall.encodings().getFirst().opcode()).isEqualTo("0F 05");
    assertThat(syscall.needs()).containsExactly("SYSCALL");
    assertThat(reference.find("PUSHA").orElseThrow().encodings())
        .allMatch(Encoding::bits32)
        .noneMatch(Encoding::bits64);
    assertThat(reference.find("HLT").orElseThrow().encodings())
        .extracting(Encoding::notes)
        .containsExactly(List.of(Note.CPL0));
    assertThat(reference.find("POPF").orElseThrow().synonyms()).contains("POPFQ", "POPFD");
    assertThat(reference.find("CPUID").orElseThrow().intercepts()).containsExactly("CPUID");
  }

  @Test
  void everySystemInstructionHasWordsOfItsOwn() {
    var system =
        List.of("DescriptorTables", "FastSystemCalls", "InterruptCalls", "PortInputOutput");
    assertThat(reference.entries())
        .filteredOn(entry -> entry.sensitivity() != Sensitivity.INNOCUOUS)
        .filteredOn(entry -> !entry.name().matches("(INS|OUTS|IRET|PUSHF|POPF)[WDQB]"))
        .allSatisfy(entry -> assertThat(entry.description()).as(entry.name()).isPresent());
    assertThat(system).allSatisfy(group -> assertThat(texts.groups()).containsKey(group));
  }

  @Test
  void searchLooksAtNamesAndWords() {
    assertThat(reference.search("sys", Locale.ENGLISH).getFirst().name()).isEqualTo("SYSCALL");
    assertThat(reference.search("빠른 문", Locale.KOREAN))
        .extracting(InstructionReference.Entry::name)
        .contains("SYSCALL");
  }

  @Test
  void wordsAreAboutInstructionsThatExist() {
    assertThat(InstructionReference.unread(InstructionTables.table(), texts))
        .isSubsetOf(VIRTUALIZATION);
    assertThat(InstructionReference.unnamedGroups(InstructionTables.table(), texts)).isEmpty();
  }
}
