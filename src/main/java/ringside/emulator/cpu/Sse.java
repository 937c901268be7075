package ringside.emulator.cpu;

import java.util.Arrays;
import java.util.List;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;

/**
 * The XMM registers and MXCSR (SDM, "SSE Programming Environment").
 *
 * <p>An instruction in hand has its operands, and then its result, in {@link #low} and {@link
 * #high}, and its second operand in {@link #sourceLow} and {@link #sourceHigh}. {@link
 * PackedOperands} loads and stores them; between instructions they mean nothing.
 */
public final class Sse {
  /** MXCSR after reset: all exceptions masked. */
  public static final int MXCSR_RESET = 0x1F80;

  /** Bits of MXCSR that exist; loading another one raises #GP(0). */
  public static final int MXCSR_MASK = 0xFFFF;

  static final int DENORMALS_ARE_ZEROS = 1 << 6;
  static final int FLUSH_TO_ZERO = 1 << 15;
  static final int MASKS_SHIFT = 7;
  private static final int ROUNDING_SHIFT = 13;

  private static final int REGISTERS = 16;

  private final long[] registers = new long[REGISTERS * 2];
  private int mxcsr = MXCSR_RESET;

  /** Floating-point arithmetic of the instruction in hand. */
  public final SseArithmetic arithmetic = new SseArithmetic(this);

  public long low;
  public long high;
  public long sourceLow;
  public long sourceHigh;

  /** The low quadword of a register. */
  public long low(int register) {
    return registers[register * 2];
  }

  /** The high quadword of a register. */
  public long high(int register) {
    return registers[register * 2 + 1];
  }

  public void set(int register, long lowQuadword, long highQuadword) {
    registers[register * 2] = lowQuadword;
    registers[register * 2 + 1] = highQuadword;
  }

  /** Writes the low quadword and keeps the high one. */
  public void setLow(int register, long quadword) {
    registers[register * 2] = quadword;
  }

  /** Writes the high quadword and keeps the low one. */
  public void setHigh(int register, long quadword) {
    registers[register * 2 + 1] = quadword;
  }

  public int mxcsr() {
    return mxcsr;
  }

  /** Loads MXCSR; the caller has checked {@link #MXCSR_MASK}. */
  public void setMxcsr(int value) {
    mxcsr = value;
  }

  /** Rounding control. */
  public Rounding rounding() {
    return Rounding.of(mxcsr >>> ROUNDING_SHIFT);
  }

  /** The exception masks, in the order of the flags. */
  int masks() {
    return mxcsr >>> MASKS_SHIFT & FloatEnvironment.ALL;
  }

  /** Adds exceptions to the flags. */
  void raise(int exceptions) {
    mxcsr |= exceptions;
  }

  /** All registers zero and MXCSR as after reset. */
  public void initialize() {
    Arrays.fill(registers, 0);
    mxcsr = MXCSR_RESET;
  }

  /** Whether all registers are zero; MXCSR does not count (SDM, "XSAVE—Save Processor State"). */
  public boolean isInitial() {
    for (long quadword : registers) {
      if (quadword != 0) {
        return false;
      }
    }
    return true;
  }

  // ---- snapshots -------------------------------------------------------------------------------

  /**
   * Everything, as an immutable value.
   *
   * @param quadwords low and high of each register
   */
  public record State(List<Long> quadwords, int mxcsr) {}

  public State save() {
    return new State(Arrays.stream(registers).boxed().toList(), mxcsr);
  }

  public void restore(State state) {
    for (int i = 0; i < registers.length; i++) {
      registers[i] = state.quadwords.get(i);
    }
    mxcsr = state.mxcsr;
  }
}
