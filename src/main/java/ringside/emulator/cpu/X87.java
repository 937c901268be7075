package ringside.emulator.cpu;

import java.util.Arrays;
import java.util.List;
import ringside.emulator.softfloat.FloatEnvironment;
import ringside.emulator.softfloat.FloatEnvironment.NanRule;
import ringside.emulator.softfloat.FloatEnvironment.Rounding;
import ringside.emulator.softfloat.FloatFormat;
import ringside.emulator.softfloat.FloatValue;

/**
 * The x87 FPU: eight 80-bit registers used as a stack, control, status and tag word, and the
 * pointers to the last instruction and operand (SDM, "x87 FPU Execution Environment").
 *
 * <p>An instruction brackets its work between {@link #begin} and {@link #finish}. Between the two
 * it raises exceptions in {@link #environment}; {@code finish} puts them into the status word and
 * says whether the result may be stored.
 */
public final class X87 {
  public static final int STACK_FAULT = 1 << 6;
  public static final int ERROR_SUMMARY = 1 << 7;
  public static final int C0 = 1 << 8;
  public static final int C1 = 1 << 9;
  public static final int C2 = 1 << 10;
  public static final int C3 = 1 << 14;
  public static final int BUSY = 1 << 15;

  private static final int TOP = 7 << 11;
  private static final int CONDITIONS = C0 | C1 | C2 | C3;

  /** Bits of the control word that exist; bit 6 reads as one. */
  private static final int CONTROL_BITS = 0x1F3F;

  private static final int CONTROL_FIXED = 0x40;
  private static final int CONTROL_INITIAL = 0x37F;

  /** What the running instruction raises and how it rounds. */
  public final FloatEnvironment environment = new FloatEnvironment(NanRule.X87);

  private final int[] signExponents = new int[8];
  private final long[] significands = new long[8];
  private int control = CONTROL_INITIAL;
  private int status;
  private int top;

  /** Bit n: physical register n is not empty, as FXSAVE stores it. */
  private int valid;

  private int opcode;
  private int instructionSelector;
  private long instructionOffset;
  private int dataSelector;
  private long dataOffset;

  // ---- one instruction -------------------------------------------------------------------------

  /** Starts an instruction that may raise floating-point exceptions. */
  public void begin() {
    environment.clear();
    environment.rounding = Rounding.of(control >>> 10);
    environment.masks = control & FloatEnvironment.ALL;
  }

  /**
   * Ends it.
   *
   * @return whether the response to the exceptions, if any, includes a result
   */
  public boolean finish() {
    if (environment.stopsBeforeResult()) {
      environment.flags &= FloatEnvironment.PRE_COMPUTATION;
      environment.roundedUp = false;
    }
    status |= environment.flags;
    if (environment.roundedUp) {
      status |= C1;
    }
    summarize();
    return !environment.stopsBeforeResult();
  }

  /** {@link #finish} for a store to memory, which an overflow or underflow not masked prevents. */
  public boolean finishStore() {
    int blocking = FloatEnvironment.OVERFLOW | FloatEnvironment.UNDERFLOW;
    boolean blocked = (environment.unmasked() & blocking) != 0;
    if (blocked) {
      environment.flags &= ~FloatEnvironment.PRECISION;
      environment.roundedUp = false;
    }
    return finish() && !blocked;
  }

  /** A source register is empty: #IS with C1 clear. Returns the masked response. */
  public FloatValue stackUnderflow() {
    environment.flags |= FloatEnvironment.INVALID;
    status = status & ~C1 | STACK_FAULT;
    return FloatValue.INDEFINITE;
  }

  /** There is no room for a push: #IS with C1 set. Returns the masked response. */
  public FloatValue stackOverflow() {
    environment.flags |= FloatEnvironment.INVALID;
    status |= STACK_FAULT | C1;
    return FloatValue.INDEFINITE;
  }

  private void summarize() {
    boolean pending = (status & ~control & FloatEnvironment.ALL) != 0;
    int summary = ERROR_SUMMARY | BUSY;
    status = pending ? status | summary : status & ~summary;
  }

  /** Whether an exception that is not masked waits for the next waiting instruction. */
  public boolean pending() {
    return (status & ERROR_SUMMARY) != 0;
  }

  /** Where add, subtract, multiply, divide and square root round to. */
  public FloatFormat precision() {
    return FloatFormat.ofPrecisionControl(control >>> 8);
  }

  // ---- the stack -------------------------------------------------------------------------------

  private int physical(int index) {
    return top + index & 7;
  }

  public boolean isEmpty(int index) {
    return (valid & 1 << physical(index)) == 0;
  }

  /** ST(index), whatever its tag. */
  public FloatValue get(int index) {
    int r = physical(index);
    return FloatValue.ofExtended(signExponents[r], significands[r]);
  }

  public int signExponent(int index) {
    return signExponents[physical(index)];
  }

  public long significand(int index) {
    return significands[physical(index)];
  }

  /** Writes ST(index) and marks it valid. */
  public void set(int index, FloatValue value) {
    setRaw(index, value.toExtendedSignExponent(), value.toExtendedSignificand());
  }

  /** Writes the image of ST(index) and marks it valid. */
  public void setRaw(int index, int signExponent, long significand) {
    int r = physical(index);
    signExponents[r] = signExponent & 0xFFFF;
    significands[r] = significand;
    valid |= 1 << r;
  }

  public void push(FloatValue value) {
    rotate(-1);
    set(0, value);
  }

  public void pop() {
    free(0);
    rotate(1);
  }

  /** Empties ST(index). */
  public void free(int index) {
    valid &= ~(1 << physical(index));
  }

  /** FINCSTP and FDECSTP. */
  public void rotate(int by) {
    top = top + by & 7;
  }

  // ---- control, status and tag words -----------------------------------------------------------

  /** FNINIT: registers keep their values, all of them empty. */
  public void initialize() {
    setControl(CONTROL_INITIAL);
    status = 0;
    top = 0;
    valid = 0;
    opcode = 0;
    instructionSelector = 0;
    instructionOffset = 0;
    dataSelector = 0;
    dataOffset = 0;
  }

  /** The initial configuration of XRSTOR: as {@link #initialize}, and registers are zero. */
  public void reset() {
    initialize();
    Arrays.fill(signExponents, 0);
    Arrays.fill(significands, 0);
  }

  /** Whether the state is what {@link #reset} leaves. */
  public boolean isInitial() {
    long bits = status | top | valid | opcode | instructionSelector | dataSelector;
    bits |= instructionOffset | dataOffset | control ^ CONTROL_INITIAL;
    for (int r = 0; r < 8; r++) {
      bits |= signExponents[r] | significands[r];
    }
    return bits == 0;
  }

  public int control() {
    return control;
  }

  /** FLDCW; unmasking an exception that is flagged makes it pending. */
  public void setControl(int word) {
    control = word & CONTROL_BITS | CONTROL_FIXED;
    summarize();
  }

  /** The status word with TOP in its place. */
  public int status() {
    return status | top << 11;
  }

  public void setStatus(int word) {
    top = word >>> 11 & 7;
    status = word & ~TOP;
    summarize();
  }

  /** FNCLEX. */
  public void clearExceptions() {
    status &= ~(FloatEnvironment.ALL | STACK_FAULT | ERROR_SUMMARY | BUSY);
  }

  /** Sets C0, C2 and C3 from a combination of them, and C1 if it is among them. */
  public void setConditions(int conditions) {
    status = status & ~CONDITIONS | conditions;
  }

  public void setC1(boolean set) {
    status = set ? status | C1 : status & ~C1;
  }

  /** One bit a physical register: not empty. */
  public int abridgedTags() {
    return valid;
  }

  public void setAbridgedTags(int bits) {
    valid = bits & 0xFF;
  }

  /** The tag word of FNSTENV: 0 valid, 1 zero, 2 special, 3 empty, two bits a physical register. */
  public int tagWord() {
    int word = 0;
    for (int r = 0; r < 8; r++) {
      word |= tag(r) << r * 2;
    }
    return word;
  }

  private int tag(int r) {
    if ((valid & 1 << r) == 0) {
      return 3;
    }
    int exponent = signExponents[r] & 0x7FFF;
    if (exponent == 0 && significands[r] == 0) {
      return 1;
    }
    return exponent == 0 || exponent == 0x7FFF || significands[r] >= 0 ? 2 : 0;
  }

  /** FLDENV: only whether a tag is "empty" matters. */
  public void setTagWord(int word) {
    valid = 0;
    for (int r = 0; r < 8; r++) {
      if ((word >>> r * 2 & 3) != 3) {
        valid |= 1 << r;
      }
    }
  }

  // ---- MMX -------------------------------------------------------------------------------------

  /** An MMX register is the significand of a physical register. */
  public long mmx(int register) {
    return significands[register];
  }

  /** Writes an MMX register: exponent and sign become ones. */
  public void setMmx(int register, long value) {
    significands[register] = value;
    signExponents[register] = 0xFFFF;
  }

  /** What every MMX instruction but EMMS does first: TOP 0, all registers valid. */
  public void enterMmx() {
    top = 0;
    valid = 0xFF;
  }

  // ---- pointers --------------------------------------------------------------------------------

  /** Remembers the last non-control instruction, for FNSTENV and FXSAVE. */
  public void setInstruction(int selector, long offset, int lastOpcode) {
    instructionSelector = selector;
    instructionOffset = offset;
    opcode = lastOpcode;
  }

  public void setData(int selector, long offset) {
    dataSelector = selector;
    dataOffset = offset;
  }

  /** Low 11 bits of the last opcode's two bytes. */
  public int opcode() {
    return opcode;
  }

  public int instructionSelector() {
    return instructionSelector;
  }

  public long instructionOffset() {
    return instructionOffset;
  }

  public int dataSelector() {
    return dataSelector;
  }

  public long dataOffset() {
    return dataOffset;
  }

  // ---- snapshots -------------------------------------------------------------------------------

  /** Everything, as an immutable value. */
  public record State(
      List<Integer> signExponents,
      List<Long> significands,
      int control,
      int status,
      int abridgedTags,
      int opcode,
      int instructionSelector,
      long instructionOffset,
      int dataSelector,
      long dataOffset) {}

  public State save() {
    return new State(
        Arrays.stream(signExponents).boxed().toList(),
        Arrays.stream(significands).boxed().toList(),
        control,
        status(),
        valid,
        opcode,
        instructionSelector,
        instructionOffset,
        dataSelector,
        dataOffset);
  }

  public void restore(State state) {
    for (int r = 0; r < 8; r++) {
      signExponents[r] = state.signExponents.get(r);
      significands[r] = state.significands.get(r);
    }
    control = state.control;
    setStatus(state.status);
    valid = state.abridgedTags;
    opcode = state.opcode;
    instructionSelector = state.instructionSelector;
    instructionOffset = state.instructionOffset;
    dataSelector = state.dataSelector;
    dataOffset = state.dataOffset;
  }
}
