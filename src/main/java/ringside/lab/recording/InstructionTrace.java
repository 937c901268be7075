package ringside.lab.recording;

import java.util.HexFormat;
import java.util.Optional;
import ringside.lab.scenario.StateNames;

/** The instructions of a recording, in order; asked tick after tick it costs one pass. */
public final class InstructionTrace {
  private final Recording recording;
  private final Cursor cursor;
  private final Disassembly disassembly = new Disassembly();

  /** An executed instruction. */
  public record Executed(long rip, String bytes, String text, int cpl, String mode) {
    /**
     * Its line in the grammar of the domain reference: {@code INSN 00101004 "add eax, ebx" cpl3}.
     */
    public String line() {
      return "INSN " + EventText.wide(rip) + " \"" + text + "\" cpl" + cpl;
    }
  }

  public InstructionTrace(Recording recording) {
    this.recording = recording;
    this.cursor = recording.cursor(0);
  }

  /** What ran at a tick; empty for the delivery of an interrupt. */
  public Optional<Executed> at(int tick) {
    cursor.seek(tick);
    byte[] code = recording.run().log().code(tick);
    if (code.length == 0) {
      return Optional.empty();
    }
    long rip = recording.run().log().rip(tick);
    return Optional.of(
        new Executed(
            rip,
            HexFormat.of().formatHex(code),
            disassembly.text(code, rip, cursor.state()),
            (int) cursor.register(StateNames.view("cpl")),
            StateNames.MODES.get((int) cursor.register(StateNames.view("mode")))));
  }
}
