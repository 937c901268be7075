package ringside.course.reference;

import java.util.Arrays;
import java.util.List;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.RowAttributes.Flag;

/**
 * One encoding of an instruction, as a reader sees it.
 *
 * @param opcode with its immediates: {@code 80 /0 ib}
 * @param syntax mnemonic and operand codes: {@code ADD Eb, Ib}
 * @param bits32 whether it exists in 32-bit code
 * @param bits64 whether it exists in 64-bit code
 * @param notes what else its row says, in the order of {@link Note}
 */
public record Encoding(
    String opcode, String syntax, boolean bits32, boolean bits64, List<Note> notes) {

  /** What a row says of privilege, mode and prefixes. */
  public enum Note {
    /** Only in ring 0. */
    CPL0(Flag.CPL0),
    /** Not in real-address and virtual-8086 mode. */
    PM(Flag.PM),
    /** LOCK is legal with a memory destination. */
    LOCK(Flag.LOCK),
    /** REP repeats it. */
    REP(Flag.REP),
    /** REPE and REPNE repeat it. */
    REPZ(Flag.REPZ);

    private final Flag flag;

    Note(Flag flag) {
      this.flag = flag;
    }
  }

  public Encoding {
    notes = List.copyOf(notes);
  }

  static Encoding of(InstructionRow row) {
    return new Encoding(
        row.encoding(),
        row.syntax(),
        row.in(CodeMode.BITS_32),
        row.in(CodeMode.BITS_64),
        Arrays.stream(Note.values()).filter(note -> row.attributes().has(note.flag)).toList());
  }
}
