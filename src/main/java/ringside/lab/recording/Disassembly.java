package ringside.lab.recording;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeResult;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Disassembler;
import ringside.emulator.machine.InstructionTables;
import ringside.lab.scenario.StateNames;

/**
 * The text of instructions that ran, remembered by place and bytes: loops run the same ones again.
 */
public final class Disassembly {
  private static final int MODE = StateNames.slot("mode");
  private static final int CS_ACCESS = StateNames.slot("cs.access");
  private static final int LONG_MODE = StateNames.MODES.indexOf("long");

  /** D/B in the access rights of CS: 32-bit code. */
  private static final int BIG = 14;

  /** Built once: it holds every row of the instruction set, whatever a model has of it. */
  private static final class Holder {
    static final DecodeTable TABLE = DecodeTable.of(InstructionTables.table());
  }

  private record Key(long rip, CodeMode mode, String bytes) {}

  private final Decoder decoder = new Decoder(Holder.TABLE);
  private final Disassembler disassembler = new Disassembler();
  private final Map<Key, String> known = new HashMap<>();
  private final Set<String> mnemonics = new TreeSet<>();

  /** The instruction in {@code code} at {@code rip}, as NASM would write it; empty for no bytes. */
  public String text(byte[] code, long rip, long[] state) {
    if (code.length == 0) {
      return "";
    }
    CodeMode mode =
        state[MODE] == LONG_MODE
            ? CodeMode.BITS_64
            : (state[CS_ACCESS] >>> BIG & 1) != 0 ? CodeMode.BITS_32 : CodeMode.BITS_16;
    return known.computeIfAbsent(
        new Key(rip, mode, java.util.HexFormat.of().formatHex(code)),
        key ->
            switch (decoder.decode(mode, code, 0, code.length)) {
              case DecodedInstruction instruction -> {
                mnemonics.add(instruction.row().mnemonic());
                yield disassembler.text(instruction, rip);
              }
              case DecodeResult.InvalidOpcode r -> bytes(code);
              case DecodeResult.TooLong r -> bytes(code);
              case DecodeResult.NeedsMoreBytes r -> bytes(code);
            });
  }

  /** What was asked for so far, as the instruction table writes it: {@code Jcc} for JE. */
  public Set<String> mnemonics() {
    return Set.copyOf(mnemonics);
  }

  private static String bytes(byte[] code) {
    return "db 0x" + java.util.HexFormat.ofDelimiter(", 0x").formatHex(code);
  }
}
