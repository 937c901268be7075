package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.engine.FlagField.Group;
import ringside.emulator.engine.Region.Block;

/**
 * Writes the method of a region.
 *
 * <p>General registers and the material of the flags are local variables. They hold the state at
 * the boundary before the running instruction until all its effects on memory are done, then change
 * at once; so whoever needs the processor's state in between, a fault or a device, finds that of
 * the boundary. Ticks are counted a block at a time: a block begins only if all of it fits in what
 * remains, and who leaves in the middle gives back the rest.
 *
 * <p>What seldom happens is written behind the blocks: leaving, slow accesses to memory.
 */
final class RegionWriter {
  final CodeBuilder code;
  final HotCode hot;
  final Region region;
  final Variables variables;
  final Constants constants;

  private final Segments segments;
  private final Map<Integer, Label> labels = new HashMap<>();
  private final List<Runnable> late = new ArrayList<>();

  /** Of each instruction that may fault: its offset, and how many of its block are still to run. */
  private final List<int[]> places = new ArrayList<>();

  final FlagForms flagForms;

  private final Label exit;
  private final Label left;
  private final Label refused;

  RegionWriter(
      CodeBuilder code,
      HotCode hot,
      Region region,
      Variables variables,
      Segments segments,
      Constants constants) {
    this.code = code;
    this.hot = hot;
    this.region = region;
    this.variables = variables;
    this.segments = segments;
    this.constants = constants;
    flagForms = new FlagForms(code, variables);
    exit = code.newLabel();
    left = code.newLabel();
    refused = code.newLabel();
    for (int start : region.starts()) {
      labels.put(start, code.newLabel());
    }
  }

  Segments segments() {
    return segments;
  }

  // The method.

  void write() {
    enter();
    Label first = code.newLabel();
    Label last = code.newLabel();
    Label handler = code.newLabel();
    code.labelBinding(first);
    code.goto_(label(region.entry()));
    for (Block block : region.blocks()) {
      new BlockWriter(this, block).write();
    }
    for (int i = 0; i < late.size(); i++) {
      late.get(i).run();
    }
    code.labelBinding(last);
    writeTail(handler);
    code.labelBinding(refused).iconst_0().ireturn();
    code.exceptionCatchAll(first, last, handler);
  }

  /** Loads everything into variables, unless what the code relies on is not so. */
  private void enter() {
    code.aload(Variables.CPU);
    Runtime.call(code, "rip");
    code.loadConstant((long) region.entry()).lsub().lstore(Variables.PAGE_RIP);
    code.aload(Variables.CPU).loadConstant(segments.mask()).loadConstant(segments.key());
    code.lload(Variables.PAGE_RIP);
    Runtime.call(code, "mayEnter");
    code.ifeq(refused);
    code.aload(Variables.CPU);
    Runtime.call(code, "state");
    code.astore(Variables.STATE);
    code.aload(Variables.STATE).lload(Variables.UNTIL);
    Runtime.call(code, "bound");
    code.lstore(Variables.UNTIL);
    remainingFromClock(0);
    code.iload(Variables.REMAINING).loadConstant(entryLength()).if_icmplt(refused);
    window("readTags", Variables.READ_TAGS);
    window("writeTags", Variables.WRITE_TAGS);
    window("arrays", Variables.ARRAYS);
    code.iconst_0().istore(Variables.ATTENTION);
    code.iconst_0().istore(Variables.AT);
    code.lconst_0().lstore(Variables.RIP);
    code.aconst_null().astore(Variables.EXCEPTION);
    for (Group group : Group.values()) {
      code.iconst_0().istore(Variables.form(group));
      for (int i = 0; i < FlagForms.INPUTS; i++) {
        code.iconst_0().istore(Variables.intInput(group, i));
        code.lconst_0().lstore(Variables.longInput(group, i));
      }
    }
    loadRegisters(variables.anyHalf(), refused);
    loadFlags();
  }

  private int entryLength() {
    Block block = region.at(region.entry());
    return block == null ? 1 : block.instructions().size();
  }

  private void window(String name, int variable) {
    code.aload(Variables.CPU);
    Runtime.call(code, name);
    code.astore(variable);
  }

  /** Ticks that remain, without {@code taken} that the running block has taken off. */
  void remainingFromClock(int taken) {
    code.lload(Variables.UNTIL).aload(Variables.STATE);
    Runtime.call(code, "ticks");
    code.lsub().l2i();
    if (taken != 0) {
      code.loadConstant(taken).isub();
    }
    code.istore(Variables.REMAINING);
  }

  /**
   * Loads the registers that the region uses.
   *
   * @param check whether a register that should be an int may have an upper half
   * @param otherwise where to go if it has
   */
  private void loadRegisters(boolean check, Label otherwise) {
    if (check) {
      code.lconst_0();
    }
    for (int i = variables.used().nextSetBit(0); i >= 0; i = variables.used().nextSetBit(i + 1)) {
      code.aload(Variables.CPU);
      Runtime.call(code, "registers");
      code.loadConstant(i).laload();
      if (variables.wide(i)) {
        code.lstore(variables.slot(i));
      } else if (check) {
        code.dup2().l2i().istore(variables.slot(i)).lor();
      } else {
        code.l2i().istore(variables.slot(i));
      }
    }
    if (check) {
      code.loadConstant(32).lushr().lconst_0().lcmp().ifne(otherwise);
    }
  }

  private void loadFlags() {
    for (FlagField field : FlagField.values()) {
      code.aload(Variables.CPU);
      Runtime.call(code, "alu");
      Runtime.call(code, field.fieldName());
      if (field.isLong()) {
        code.lstore(Variables.flag(field));
      } else {
        code.istore(Variables.flag(field));
      }
    }
  }

  /** Takes everything back into variables after a call. */
  void load() {
    loadRegisters(variables.anyHalf() && variables.mayWiden(), left);
    loadFlags();
  }

  /** Gives the processor its registers and flags. */
  void giveBack() {
    for (int i = variables.written().nextSetBit(0);
        i >= 0;
        i = variables.written().nextSetBit(i + 1)) {
      code.aload(Variables.CPU);
      Runtime.call(code, "registers");
      code.loadConstant(i);
      if (variables.wide(i)) {
        code.lload(variables.slot(i));
      } else {
        code.iload(variables.slot(i)).i2l().loadConstant(0xFFFF_FFFFL).land();
      }
      code.lastore();
    }
    code.aload(Variables.CPU);
    Runtime.call(code, "alu");
    for (FlagField field : FlagField.values()) {
      if (field.isLong()) {
        code.lload(Variables.flag(field));
      } else {
        code.iload(Variables.flag(field));
      }
    }
    Runtime.call(code, "setFlags");
  }

  /** What all leave through: flags that were put off are computed, the processor gets its state. */
  private void writeTail(Label handler) {
    Label fault = code.newLabel();
    Label called = code.newLabel();
    code.labelBinding(handler).astore(Variables.EXCEPTION);
    code.iload(Variables.AT).iflt(called);
    code.labelBinding(exit);
    variables.freeTemporaries();
    flagForms.write();
    giveBack();
    code.aload(Variables.EXCEPTION).ifnonnull(fault);
    code.aload(Variables.CPU).lload(Variables.RIP);
    code.lload(Variables.UNTIL).iload(Variables.REMAINING).i2l().lsub();
    Runtime.call(code, "leave");
    code.labelBinding(left).iconst_1().ireturn();
    code.labelBinding(fault).aload(Variables.CPU).iload(Variables.AT);
    constants.push(code, places.stream().mapToInt(place -> place[0]).toArray(), int[].class);
    constants.push(code, places.stream().mapToInt(place -> place[1]).toArray(), int[].class);
    code.lload(Variables.PAGE_RIP).lload(Variables.UNTIL).iload(Variables.REMAINING);
    Runtime.call(code, "fault");
    code.labelBinding(called).aload(Variables.EXCEPTION).athrow();
  }

  // What blocks need.

  /** Where the block that begins at an offset begins in the code; else where the region is left. */
  Label label(int offset) {
    Label label = labels.get(offset);
    if (label != null) {
      return label;
    }
    Label stub = code.newLabel();
    later(() -> {
      code.labelBinding(stub);
      pushRip(offset);
      leave();
    });
    return stub;
  }

  /** Writes something behind the blocks. */
  void later(Runnable writer) {
    late.add(writer);
  }

  /** Pushes RIP of an offset of the page. */
  void pushRip(int offset) {
    code.lload(Variables.PAGE_RIP).loadConstant((long) offset).ladd();
  }

  /** Leaves for the RIP on the stack. */
  void leave() {
    code.lstore(Variables.RIP).goto_(exit);
  }

  /** Where to go when the processor has its state already. */
  Label left() {
    return left;
  }

  /** Notes which instruction may fault from here on. */
  void at(int offset, int rest) {
    code.loadConstant(places.size()).istore(Variables.AT);
    places.add(new int[] {offset, rest});
  }

  /** Notes that the processor has its state, whatever faults. */
  void atCall() {
    code.iconst_m1().istore(Variables.AT);
  }

  /** Pushes the ticks at the boundary before an instruction with {@code rest} more in its block. */
  void pushTicks(int rest) {
    code.lload(Variables.UNTIL).iload(Variables.REMAINING).loadConstant(rest).iadd();
    code.i2l().lsub();
  }

  /** Which segments the code relies on being flat. */
  static final class Segments {
    private static final int STACK_SIZE = 0xF00;
    private final int key;
    private int mask = STACK_SIZE;

    Segments(HotCode hot) {
      key = hot.segmentKey();
    }

    int mask() {
      return mask;
    }

    int key() {
      return key;
    }

    int stackAddressSize() {
      return key >>> CompiledCode.STACK_SIZE_SHIFT;
    }

    /** Whether offsets in a segment are linear addresses; the code relies on it from now on. */
    boolean isFlat(int segment) {
      boolean flat = (key >>> segment & 1) != 0;
      mask |= flat ? 1 << segment : 0;
      return flat;
    }
  }
}
