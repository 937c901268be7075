package ringside.emulator.cpu;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodeResult;
import ringside.emulator.isa.DecodeTable;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Decoder;
import ringside.emulator.isa.Repeat;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.paging.Access;
import ringside.emulator.paging.AddressTranslation;

/** Finds the block of instructions at CS:RIP, and decodes it where it is not known yet. */
final class InstructionFetch {
  private static final int PAGE = PhysicalMemory.PAGE_SIZE;
  private static final int MAXIMUM_INSTRUCTIONS = 32;
  private static final int UNDEFINED_KEPT = 16;
  private static final int RECENT = 1 << 12;

  /** What ran less than this part of the threshold is not compiled along with what is hot. */
  private static final int WARM_PART = 256;

  /** Mnemonics after which the next bytes need not be code. */
  private static final Set<String> ENDS =
      Set.of(
          "JMP",
          "CALL",
          "RET",
          "RETF",
          "IRETW",
          "IRETD",
          "IRETQ",
          "INT",
          "INT3",
          "INT1",
          "HLT",
          "SYSCALL",
          "SYSRET",
          "SYSENTER",
          "SYSEXIT",
          "UD0",
          "UD1",
          "UD2");

  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private final Decoder decoder;
  private final BlockCache cache;
  private final List<UndefinedInstruction> undefined = new ArrayList<>();
  private final DecodeTable table;
  private @Nullable CodeCompiler compiler;
  private final ThreadedBlocks threaded;
  private int threshold = Integer.MAX_VALUE;

  /** Blocks by linear address, each good while {@link Block#reachable} says so. */
  private final @Nullable Block[] recent = new @Nullable Block[RECENT];

  InstructionFetch(LogicalProcessor cpu, PhysicalMemory memory, DecodeTable table) {
    this.cpu = cpu;
    this.memory = memory;
    this.table = table;
    this.decoder = new Decoder(table);
    this.cache = new BlockCache(memory);
    this.threaded = new ThreadedBlocks(cpu, this);
  }

  List<UndefinedInstruction> undefinedInstructions() {
    return List.copyOf(undefined);
  }

  void invalidate(long page, int offset, int length) {
    boolean unused = cache.invalidate(page, offset, length);
  }

  /**
   * The block at CS:RIP.
   *
   * @throws ProcessorFault if the first instruction cannot be fetched or decoded
   */
  Block block() {
    long linear = cpu.linearRip();
    int context = cpu.context();
    Block block = recent[recent(linear)];
    if (block != null && block.reachable(linear, context, cpu.codeEpoch())) {
      return block;
    }
    return find(linear, context);
  }

  private Block find(long linear, int context) {
    if (cpu.mode() == Mode.LONG && !LinearMemory.isCanonical(linear)) {
      throw cpu.fault(Vector.GP);
    }
    long physical = physical(linear);
    Block block = recent[recent(linear)];
    if (block == null || !block.matches(physical, context)) {
      block = cache.find(physical, context);
      if (block == null) {
        return decode(linear, physical, context);
      }
      recent[recent(linear)] = block;
    }
    block.reach(linear, cpu.codeEpoch());
    return block;
  }

  private static int recent(long linear) {
    return (int) (linear ^ linear >>> 12) & RECENT - 1;
  }

  private long physical(long linear) {
    int access = cpu.cpl() == 3 ? Access.USER : 0;
    long physical = cpu.translation().translateFetch(linear, access);
    if (physical == AddressTranslation.FAULT) {
      throw cpu.linear().pageFault(linear);
    }
    return physical;
  }

  /** Raises #GP(0) if {@code length} bytes at RIP leave the code segment. */
  void checkLimit(int length) {
    if (!withinLimit(length)) {
      throw cpu.fault(Vector.GP);
    }
  }

  boolean withinLimit(int length) {
    return cpu.withinCode(length);
  }

  private Block decode(long linear, long physical, int context) {
    int offset = (int) physical & PAGE - 1;
    byte[] page = memory.readable(physical >>> PhysicalMemory.PAGE_SHIFT);
    if (page == null) {
      page = memory.read(physical & -PAGE, PAGE);
    }
    List<DecodedInstruction> instructions = new ArrayList<>();
    int at = offset;
    while (instructions.size() < MAXIMUM_INSTRUCTIONS
        && decoder.decode(cpu.codeMode(), page, at, PAGE)
            instanceof DecodedInstruction instruction) {
      instructions.add(instruction);
      at += instruction.length();
      if (ends(instruction)) {
        break;
      }
    }
    if (instructions.isEmpty()) {
      return single(linear, physical, page, offset, context);
    }
    Block block =
        new Block(physical, context, instructions.toArray(new DecodedInstruction[0]), at - offset);
    if (memory.readable(physical >>> PhysicalMemory.PAGE_SHIFT) != null) {
      cache.add(block);
    }
    return block;
  }

  /** Whether the bytes behind an instruction need not be code. */
  static boolean ends(DecodedInstruction instruction) {
    return ENDS.contains(instruction.row().mnemonic());
  }

  /** An instruction that is not complete in its page, or none at all. It is not cached. */
  private Block single(long linear, long physical, byte[] page, int offset, int context) {
    byte[] bytes = new byte[DecodedInstruction.MAXIMUM_LENGTH];
    int first = Math.min(PAGE - offset, bytes.length);
    System.arraycopy(page, offset, bytes, 0, first);
    DecodeResult result = decoder.decode(cpu.codeMode(), bytes, 0, first);
    int available = first;
    if (result instanceof DecodeResult.NeedsMoreBytes) {
      checkLimit(first + 1);
      long next = physical(cpu.linearAddress(LogicalProcessor.CS, cpu.rip + first));
      available = bytes.length;
      System.arraycopy(memory.read(next, available - first), 0, bytes, first, available - first);
      result = decoder.decode(cpu.codeMode(), bytes, 0, available);
    }
    return switch (result) {
      case DecodedInstruction instruction ->
          new Block(
              physical, context, new DecodedInstruction[] {instruction}, instruction.length());
      case DecodeResult.InvalidOpcode invalid -> {
        note(new UndefinedInstruction(linear, hex(bytes, available), invalid.reason()));
        throw cpu.fault(Vector.UD);
      }
      case DecodeResult.TooLong _, DecodeResult.NeedsMoreBytes _ -> throw cpu.fault(Vector.GP);
    };
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length);
  }

  private void note(UndefinedInstruction instruction) {
    boolean known = undefined.stream().anyMatch(u -> u.linear() == instruction.linear());
    if (!known && undefined.size() < UNDEFINED_KEPT) {
      undefined.add(instruction);
    }
  }

  // Threaded code.

  /** Has blocks that ran {@code heatThreshold} times translated, instead of compiled. */
  void thread(Function<CodeMode, CodeThreader> threaders, int heatThreshold) {
    disconnectEngines();
    threaded.connect(threaders);
    threshold = heatThreshold;
  }

  /** Runs a hot block in the interpreter's loop, and what follows. Whether there was a tick. */
  boolean runThreaded(Block block, long untilTick) {
    return block.heat >= threshold && threaded.run(block, untilTick);
  }

  /** The block that was found last at a linear address, if it is still there for this code. */
  @Nullable Block known(long linear) {
    Block block = recent[recent(linear)];
    return block != null && block.reachable(linear, cpu.context(), cpu.codeEpoch()) ? block : null;
  }

  // Compiled code.

  void connect(CodeCompiler codeCompiler, int heatThreshold) {
    compiler = codeCompiler;
    threshold = heatThreshold;
  }

  void disconnectEngines() {
    compiler = null;
    threaded.disconnect();
    threshold = Integer.MAX_VALUE;
    cache.clear();
  }

  /** Counts a run of a block; whether it is hot and waits to be compiled. */
  boolean heats(Block block) {
    if (block.heat < threshold) {
      block.heat++;
    }
    return block.heat >= threshold;
  }

  /** What to run in place of a block, compiled when it has become hot; null if nothing. */
  @Nullable CompiledCode compiled(Block block) {
    CompiledCode code = block.compiled;
    if (code != null) {
      if (code.isValid()) {
        return cpu.watchesMemory() ? null : code;
      }
      block.dropInvalidCode();
    }
    if (!heats(block) || compiler == null || cpu.watchesMemory()) {
      return null;
    }
    block.heat = Integer.MIN_VALUE;
    block.compiled = compile(block);
    return block.compiled;
  }

  private @Nullable CompiledCode compile(Block block) {
    long number = block.physical >>> PhysicalMemory.PAGE_SHIFT;
    byte[] page = memory.readable(number);
    CodeCompiler engine = compiler;
    if (page == null || engine == null || cache.keepsChanging(number)) {
      return null;
    }
    int entry = (int) block.physical & PAGE - 1;
    long first = block.physical - entry;
    IntPredicate warm = offset -> isWarm(first + offset, block.context);
    IntPredicate half = i -> !block.refused && cpu.registers[i] >>> 32 == 0;
    CompiledCode code = engine.compile(new HotCode(cpu, page, entry, table, warm, half));
    if (code != null) {
      cache.add(number, code);
    }
    return code;
  }

  /** Whether code has run at least a little while other code became hot. */
  private boolean isWarm(long physical, int context) {
    int least = threshold / WARM_PART;
    if (least == 0) {
      return true;
    }
    Block block = cache.find(physical, context);
    return block != null && (block.heat < 0 || block.heat >= least);
  }

  /** The operation of instruction {@code n} of a block, bound when it is first needed. */
  Operation operation(Block block, int n) {
    Operation known = block.operations[n];
    if (known != null) {
      return known;
    }
    Operation operation = OperationFactory.bind(block.instructions[n], block.context);
    block.operations[n] = operation;
    return operation;
  }

  boolean repeats(DecodedInstruction instruction) {
    return instruction.repeat() != Repeat.NONE;
  }
}
