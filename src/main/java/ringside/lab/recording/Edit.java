package ringside.lab.recording;

import java.util.HexFormat;

/** What a learner changes at a tick of a recording to see what would happen then. */
public sealed interface Edit {

  /** The tick whose state is changed; the change is there before the next step. */
  int tick();

  /** Sets a register. */
  record SetRegister(int tick, String register, long value) implements Edit {}

  /** Overwrites bytes at a physical address. */
  record SetMemory(int tick, long address, byte[] bytes) implements Edit {
    public SetMemory {
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return "SetMemory[" + tick + ", " + address + ", " + HexFormat.of().formatHex(bytes) + "]";
    }
  }

  /** Types on the console. */
  record Type(int tick, String text) implements Edit {}
}
