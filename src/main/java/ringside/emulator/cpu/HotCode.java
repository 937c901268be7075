package ringside.emulator.cpu;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.memory.PhysicalMemory;

/** A page of code, and the place in it that a compiler is asked to begin at. */
public final class HotCode {
  private final byte[] page;
  private final int entry;
  private final CodeMode mode;
  private final int context;
  private final int segmentKey;
  private final Decoder decoder;
  private final IntPredicate warm;
  private final IntPredicate half;

  /**
   * The code around an offset of a page.
   *
   * @param warm whether the block that begins at an offset of the page has run
   * @param half whether the upper half of a register may be taken for empty
   */
  HotCode(
      LogicalProcessor cpu,
      byte[] page,
      int entry,
      DecodeTable table,
      IntPredicate warm,
      IntPredicate half) {
    this.page = page;
    this.entry = entry;
    this.mode = cpu.codeMode();
    this.context = cpu.context();
    this.segmentKey = CompiledCode.segmentKey(cpu);
    this.decoder = new Decoder(table);
    this.warm = warm;
    this.half = half;
  }

  /** Offset of the first instruction in its page. */
  public int entry() {
    return entry;
  }

  public CodeMode mode() {
    return mode;
  }

  /** {@link CompiledCode#segmentKey} of the moment. */
  public int segmentKey() {
    return segmentKey;
  }

  /** The instruction at an offset of the page; null if there is none that ends in the page. */
  public @Nullable DecodedInstruction instruction(int offset) {
    return decoder.decode(mode, page, offset, PhysicalMemory.PAGE_SIZE)
            instanceof DecodedInstruction instruction
        ? instruction
        : null;
  }

  /** Whether code that begins at an offset of the page has run often enough to be worth it. */
  public boolean isWarm(int offset) {
    return warm.test(offset);
  }

  /** Whether code may be made for an empty upper half of a register, and refuse others. */
  public boolean fitsHalf(int register) {
    return half.test(register);
  }

  /** What the interpreter runs for an instruction. */
  public Operation operation(DecodedInstruction instruction) {
    return OperationFactory.bind(instruction, context);
  }

  /** Whether code may go on behind an instruction. */
  public static boolean ends(DecodedInstruction instruction) {
    return InstructionFetch.ends(instruction);
  }
}
