package ringside.lab.recording;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a learner changes at a tick of a recording to see what would happen then. */
public sealed interface Edit {

  /** The tick whose state is changed; the change is there before the next step. */
  int tick();

  /** Sets a general register, RIP or RFLAGS, or a part of one. */
  record SetRegister(int tick, String register, long value) implements Edit {
    /** Whether a learner may set a register of this name. */
    public static boolean isKnown(@Nullable String register) {
      return register != null && MachineState.isWritable(register);
    }
  }

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
