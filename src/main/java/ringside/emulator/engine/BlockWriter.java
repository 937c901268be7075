package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import ringside.emulator.cpu.Operation;
import ringside.emulator.engine.Node.Op;
import ringside.emulator.engine.Region.Block;
import ringside.emulator.engine.Region.Located;
import ringside.emulator.isa.CodeMode;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.memory.PhysicalMemory;

/** Writes one block of a region. */
final class BlockWriter {
  private final RegionWriter writer;
  private final CodeBuilder code;
  private final Variables variables;
  private final Block block;
  private final Nodes nodes = new Nodes();
  private final Processor processor;
  private final InstructionEvaluator evaluator;
  private final ExpressionWriter expressions;
  private final Node[] leaves = new Node[16];
  private final GuestState state;
  private int version;

  BlockWriter(RegionWriter writer, Block block) {
    this.writer = writer;
    this.code = writer.code;
    this.variables = writer.variables;
    this.block = block;
    Node[] registers = new Node[16];
    Node[] flags = new Node[FlagField.values().length];
    state = new GuestState(registers, flags, nodes.constant(0L));
    processor = new Processor(nodes, writer.segments().stackAddressSize(), state);
    evaluator = new InstructionEvaluator(nodes, processor);
    expressions = new ExpressionWriter(code, variables);
    forget();
  }

  /** Whatever the registers and flags held, it is something else now. */
  private void forget() {
    for (int i = 0; i < 16; i++) {
      changeRegister(i);
    }
    for (FlagField field : FlagField.values()) {
      changeFlag(field);
    }
  }

  private void changeRegister(int index) {
    Node old = leaves[index];
    if (old != null) {
      old.stale = true;
    }
    Op op = variables.wide() ? Op.REGISTER_LONG : Op.REGISTER_INT;
    Node leaf = nodes.leaf(op, index | version++ << 4);
    leaves[index] = leaf;
    state.registers[index] = variables.wide() ? leaf : nodes.zeroExtend(leaf);
  }

  private void changeFlag(FlagField field) {
    Node old = state.flags[field.ordinal()];
    if (old != null) {
      old.stale = true;
    }
    state.flags[field.ordinal()] = nodes.leaf(field.leaf, field.ordinal() | version++ << 4);
  }

  // The block.

  void write() {
    variables.freeTemporaries();
    int length = block.instructions().size();
    Label tooLong = code.newLabel();
    code.labelBinding(writer.label(block.start()));
    code.iload(Variables.REMAINING).loadConstant(length).if_icmplt(tooLong);
    code.iinc(Variables.REMAINING, -length);
    writer.later(() -> {
      code.labelBinding(tooLong);
      writer.pushRip(block.start());
      writer.leave();
    });
    for (int n = 0; n < length; n++) {
      new One(block.instructions().get(n), length - n).write();
    }
  }

  /** One instruction. */
  private final class One {
    private final DecodedInstruction instruction;
    private final int offset;
    private final int next;

    /** Instructions of the block from this one on. */
    private final int rest;

    private final boolean last;

    One(Located located, int rest) {
      this.instruction = located.instruction();
      this.offset = located.offset();
      this.next = located.next();
      this.rest = rest;
      this.last = rest == 1;
    }

    void write() {
      expressions.begin();
      state.rip = nodes.binary(Op.LADD, nodes.leaf(Op.PAGE_RIP, 0), nodes.constant((long) next));
      Meaning meaning;
      try {
        meaning = evaluator.evaluate(instruction, state);
        requireSimple(meaning);
      } catch (NotEvaluable _) {
        call();
        return;
      }
      write(meaning);
    }

    /** Refuses what is not worth the trouble: to branch, or not, after memory or registers. */
    private void requireSimple(Meaning meaning) {
      Node rip = meaning.after().rip;
      boolean direct = rip == meaning.next() || rip == meaning.target();
      boolean conditional = rip.op == Op.SELECT;
      if (conditional
          && (!meaning.effects().isEmpty()
              || !inPage(target())
              || !isOneOf(rip.in[1], meaning)
              || !isOneOf(rip.in[2], meaning))) {
        throw new NotEvaluable("a conditional branch out of the page");
      }
      boolean truncated = instruction.operandSize() == 2 && writer.hot.mode() != CodeMode.BITS_16;
      if (truncated && rip != meaning.next()) {
        throw new NotEvaluable("a branch to the first 64 KiB");
      }
      if (!direct && !conditional && !last) {
        throw new NotEvaluable("a branch in the middle");
      }
    }

    private boolean isOneOf(Node rip, Meaning meaning) {
      return rip == meaning.next() || rip == meaning.target();
    }

    private int target() {
      return Region.target(instruction, next);
    }

    private boolean inPage(int target) {
      return target >= 0 && target < PhysicalMemory.PAGE_SIZE;
    }

    // An instruction that is called.

    private void call() {
      Operation operation = writer.hot.operation(instruction);
      writer.giveBack();
      writer.atCall();
      code.aload(Variables.CPU);
      writer.constants.push(code, operation, Operation.class);
      writer.constants.push(code, instruction, DecodedInstruction.class);
      writer.pushRip(offset);
      writer.pushTicks(rest);
      code.lload(Variables.UNTIL);
      code.loadConstant(writer.segments().mask()).loadConstant(writer.segments().key());
      Runtime.call(code, "interpret");
      code.ifne(writer.left());
      writer.load();
      writer.remainingFromClock(rest - 1);
      forget();
      if (!last) {
        Label tooLong = code.newLabel();
        code.iload(Variables.REMAINING).iflt(tooLong);
        leaveLater(tooLong, () -> writer.pushRip(next));
      } else {
        code.goto_(writer.label(next));
      }
    }

    /** Leaves at the boundary behind this instruction, if something goes to {@code label}. */
    private void leaveLater(Label label, Runnable rip) {
      writer.later(() -> {
        code.labelBinding(label);
        if (rest > 1) {
          code.iinc(Variables.REMAINING, rest - 1);
        }
        rip.run();
        writer.leave();
      });
    }

    // An instruction that is written out.

    private void write(Meaning meaning) {
      GuestState after = meaning.after();
      List<Integer> registers = changed(meaning.before().registers, after.registers);
      List<Integer> flags = changed(meaning.before().flags, after.flags);
      Node rip = after.rip;
      count(meaning, registers, flags);
      boolean attention = false;
      for (Effect effect : meaning.effects()) {
        effect(effect, !attention);
        attention = true;
      }
      boolean dynamic = rip != meaning.next() && rip != meaning.target() && rip.op != Op.SELECT;
      int taken = -1;
      int inside = -1;
      if (dynamic) {
        inside = dynamicTarget(rip);
      } else if (rip == meaning.target() && rip != meaning.next() && !inPage(target())) {
        expressions.keep(rip);
        checkBranch(rip);
      } else if (rip.op == Op.SELECT && !registers.isEmpty()) {
        taken = keepCondition(rip.in[0]);
      }
      assign(registers, flags, meaning);
      if (attention) {
        Label look = code.newLabel();
        code.iload(Variables.ATTENTION).ifne(look);
        int boundary = rip == meaning.next() ? next : target();
        boolean known = rip == meaning.next() || rip == meaning.target() && inPage(boundary);
        leaveLater(look, known ? () -> writer.pushRip(boundary) : push(rip));
      }
      if (dynamic) {
        dispatch(inside, rip);
      } else if (rip.op == Op.SELECT) {
        conditional(meaning, taken);
      } else if (rip == meaning.next()) {
        if (last) {
          code.goto_(writer.label(next));
        }
      } else if (inPage(target())) {
        code.goto_(writer.label(target()));
      } else {
        expressions.push(rip);
        writer.leave();
      }
    }

    /** Pushes, later, what has been kept. */
    private Runnable push(Node rip) {
      int home = rip.home;
      return () -> code.lload(home);
    }

    private List<Integer> changed(Node[] before, Node[] after) {
      List<Integer> changed = new ArrayList<>();
      for (int i = 0; i < before.length; i++) {
        if (before[i] != after[i]) {
          changed.add(i);
        }
      }
      return changed;
    }

    private Node local(Node register) {
      return variables.wide() ? register : nodes.lowInt(register);
    }

    private void count(Meaning meaning, List<Integer> registers, List<Integer> flags) {
      for (Effect effect : meaning.effects()) {
        expressions.count(effect.offset());
        if (effect instanceof Effect.Store store) {
          expressions.count(store.value());
        }
      }
      registers.forEach(i -> expressions.count(local(meaning.after().registers[i])));
      flags.forEach(i -> expressions.count(meaning.after().flags[i]));
      if (meaning.after().rip != meaning.next()) {
        expressions.count(meaning.after().rip);
      }
    }

    // Memory.

    private void effect(Effect effect, boolean first) {
      expressions.keep(effect.offset());
      if (effect instanceof Effect.Store store) {
        expressions.keep(store.value());
      }
      if (first) {
        code.iconst_0().istore(Variables.ATTENTION);
      }
      Label slow = code.newLabel();
      Label end = code.newLabel();
      if (writer.segments().isFlat(effect.segment())) {
        fast(effect, slow);
        code.labelBinding(end);
        writer.later(() -> {
          code.labelBinding(slow);
          slow(effect);
          code.goto_(end);
        });
      } else {
        slow(effect);
      }
      if (effect instanceof Effect.Load load) {
        expressions.store(load.result());
      }
    }

    private void fast(Effect effect, Label slow) {
      boolean read = effect instanceof Effect.Load load && !load.forWrite();
      code.aload(read ? Variables.READ_TAGS : Variables.WRITE_TAGS);
      expressions.push(effect.offset());
      code.loadConstant(effect.size());
      Runtime.call(code, "isOpen");
      code.ifeq(slow);
      code.aload(Variables.ARRAYS);
      expressions.push(effect.offset());
      code.loadConstant(effect.size());
      if (effect instanceof Effect.Store store) {
        expressions.push(store.value());
        Runtime.call(code, "put");
      } else {
        Runtime.call(code, "get");
      }
    }

    private void slow(Effect effect) {
      writer.at(offset, rest);
      code.aload(Variables.CPU).loadConstant(effect.segment());
      expressions.push(effect.offset());
      code.loadConstant(effect.size());
      String name =
          switch (effect) {
            case Effect.Load load -> load.forWrite() ? "loadForWrite" : "load";
            case Effect.Store store -> {
              expressions.push(store.value());
              yield "store";
            }
          };
      writer.pushTicks(rest);
      Runtime.call(code, name);
      code.aload(Variables.STATE);
      Runtime.call(code, "mustLeave");
      code.iload(Variables.ATTENTION).ior().istore(Variables.ATTENTION);
    }

    // Registers and flags.

    private void assign(List<Integer> registers, List<Integer> flags, Meaning meaning) {
      GuestState after = meaning.after();
      int carries = FlagField.CARRIES.ordinal();
      Nodes.Difference difference =
          flags.contains(carries) ? nodes.difference(after.flags[carries]) : null;
      for (int i : registers) {
        // The flags of a difference will be read off its operands.
        if (difference != null && leaves[i].uses > 0) {
          expressions.keep(leaves[i]);
        }
      }
      for (int i : registers) {
        expressions.push(local(after.registers[i]));
      }
      for (int i : flags) {
        expressions.push(after.flags[i]);
      }
      for (int i : flags.reversed()) {
        FlagField field = FlagField.values()[i];
        if (field.isLong()) {
          code.lstore(Variables.flag(field));
        } else {
          code.istore(Variables.flag(field));
        }
        changeFlag(field);
      }
      for (int i : registers.reversed()) {
        if (variables.wide()) {
          code.lstore(variables.writtenRegister(i));
        } else {
          code.istore(variables.writtenRegister(i));
        }
        changeRegister(i);
      }
      if (difference != null) {
        nodes.note(
            state.flags[carries],
            new Nodes.Difference(
                difference.destination(),
                difference.source(),
                difference.size(),
                state.flags[FlagField.SIGN.ordinal()]));
      }
    }

    // Branches.

    private void checkBranch(Node target) {
      writer.at(offset, rest);
      code.aload(Variables.CPU);
      expressions.push(target);
      code.loadConstant(instruction.operandSize());
      Runtime.call(code, "checkBranch");
    }

    private int keepCondition(Node condition) {
      int variable = variables.temporary('I');
      Label holds = code.newLabel();
      Label end = code.newLabel();
      expressions.branchIf(condition, holds);
      code.iconst_0().goto_(end).labelBinding(holds).iconst_1();
      code.labelBinding(end).istore(variable);
      return variable;
    }

    private void conditional(Meaning meaning, int taken) {
      Node rip = meaning.after().rip;
      Label first = writer.label(rip.in[1] == meaning.target() ? target() : next);
      Label second = writer.label(rip.in[2] == meaning.target() ? target() : next);
      if (taken >= 0) {
        code.iload(taken).ifne(first);
      } else {
        expressions.branchIf(rip.in[0], first);
      }
      code.goto_(second);
    }

    /** Keeps the target and its distance from the page's beginning, -1 if it is not in the page. */
    private int dynamicTarget(Node target) {
      expressions.keep(target);
      int inside = variables.temporary('J');
      Label outside = code.newLabel();
      Label end = code.newLabel();
      expressions.push(target);
      code.lload(Variables.PAGE_RIP).lsub().lstore(inside);
      code.lload(inside).loadConstant(-(long) PhysicalMemory.PAGE_SIZE).land();
      code.lconst_0().lcmp().ifne(outside).labelBinding(end);
      writer.later(() -> {
        code.labelBinding(outside);
        checkBranch(target);
        code.loadConstant(-1L).lstore(inside).goto_(end);
      });
      return inside;
    }

    private void dispatch(int inside, Node target) {
      boolean isReturn = instruction.row().mnemonic().equals("RET");
      Collection<Integer> candidates =
          new TreeSet<>(isReturn ? writer.region.returnSites() : writer.region.starts());
      Label outside = code.newLabel();
      code.lload(inside).l2i();
      code.lookupswitch(
          outside,
          candidates.stream().map(start -> SwitchCase.of(start, writer.label(start))).toList());
      code.labelBinding(outside);
      expressions.push(target);
      writer.leave();
    }
  }
}
