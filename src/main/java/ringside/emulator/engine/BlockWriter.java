package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import ringside.emulator.cpu.Operation;
import ringside.emulator.engine.FlagField.Group;
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
  private final Node[] leaves = new Node[16];
  private final EnumSet<Group> made = EnumSet.noneOf(Group.class);
  private final Set<Group> computed = EnumSet.noneOf(Group.class);
  private Nodes nodes = new Nodes();
  private ExpressionWriter expressions;
  private GuestState state;
  private InstructionEvaluator evaluator;
  private int version;

  BlockWriter(RegionWriter writer, Block block) {
    this.writer = writer;
    this.code = writer.code;
    this.variables = writer.variables;
    this.block = block;
    expressions = new ExpressionWriter(code, variables);
    state = begin();
    evaluator = evaluator();
  }

  /** Whatever the registers and flags held, it is something else now. */
  private void forget() {
    made.clear();
    nodes = new Nodes();
    expressions = new ExpressionWriter(code, variables);
    state = begin();
    evaluator = evaluator();
  }

  private GuestState begin() {
    Node[] registers = new Node[16];
    for (int i = 0; i < 16; i++) {
      registers[i] = newRegister(i);
    }
    Node[] flags = new Node[FlagField.values().length];
    for (FlagField field : FlagField.values()) {
      flags[field.ordinal()] = newFlag(field);
    }
    return new GuestState(registers, flags, nodes.constant(0L));
  }

  private InstructionEvaluator evaluator() {
    Literals literals = new Literals.Known(nodes);
    int stackAddressSize = writer.segments().stackAddressSize();
    return new InstructionEvaluator(
        nodes, new Processor(nodes, literals, stackAddressSize, state), literals);
  }

  private Node newRegister(int index) {
    boolean wide = variables.wide(index);
    Op op = wide ? Op.REGISTER_LONG : Op.REGISTER_INT;
    leaves[index] = nodes.leaf(op, index | version++ << 4);
    return wide ? leaves[index] : nodes.zeroExtend(leaves[index]);
  }

  private Node newFlag(FlagField field) {
    return nodes.leaf(field.leaf, field.ordinal() | version++ << 4);
  }

  // The block.

  void write() {
    variables.freeTemporaries();
    int length = block.instructions().size();
    Label tooLong = code.newLabel();
    code.labelBinding(writer.label(block.start()));
    for (Group group : Group.values()) {
      if (variables.readers().reads(group, block.start())) {
        computed.add(group);
      }
    }
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

  // Flags.

  /** Notes that flags are read that the block did not make: it must begin with them computed. */
  private void require(Group group) {
    if (!computed.contains(group)) {
      variables.foundReaders().note(group, block.start());
    }
  }

  private void requireFlagsIn(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node.op == Op.FLAG_INT || node.op == Op.FLAG_LONG) {
      require(FlagField.values()[(int) node.value & 0xF].group);
    }
    for (Node input : node.in) {
      requireFlagsIn(input, seen);
    }
  }

  /** Computes the material of flags that the block has made. */
  private void compute(Set<Group> groups) {
    List<FlagField> fields = groups.stream().flatMap(group -> Stream.of(group.fields())).toList();
    expressions.begin();
    for (FlagField field : fields) {
      expressions.count(state.flags[field.ordinal()]);
    }
    for (FlagField field : fields) {
      expressions.push(state.flags[field.ordinal()]);
    }
    for (FlagField field : fields.reversed()) {
      FlagForms.storeFlag(code, field);
    }
    for (Group group : groups) {
      code.iconst_0().istore(Variables.form(group));
    }
  }

  /** Leaves flags so that they can be computed when somebody asks: on the way to other code. */
  private void handOver(Set<Group> wanted) {
    Set<Group> now = EnumSet.noneOf(Group.class);
    for (Group group : made) {
      if (!wanted.contains(group) && FlagForms.isPossible(group, state.flags)) {
        writer.flagForms.putOff(group, state.flags, expressions);
      } else {
        now.add(group);
      }
    }
    compute(now);
  }

  /** The same on the way to one of these blocks. */
  private void handOverTo(Collection<Integer> targets) {
    for (Group group : Group.values()) {
      if (!made.contains(group) && !computed.contains(group)) {
        targets.forEach(to -> variables.foundReaders().notePassage(group, block.start(), to));
      }
    }
    handOver(variables.readers().wanted(targets));
  }

  /** Goes to an offset of the page. */
  private void goTo(int offset) {
    handOverTo(List.of(offset));
    code.goto_(writer.label(offset));
  }

  /** Makes sure that a fault can leave flags to be computed later. */
  private void prepareForFault() {
    if (made.stream().allMatch(group -> FlagForms.isPossible(group, state.flags))) {
      return;
    }
    compute(made);
    computed.addAll(made);
    for (Group group : made) {
      for (FlagField field : group.fields()) {
        state.flags[field.ordinal()] = newFlag(field);
      }
    }
    made.clear();
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
      compute(made);
      for (Group group : EnumSet.complementOf(made)) {
        require(group);
      }
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
      computed.addAll(EnumSet.allOf(Group.class));
      if (last) {
        goTo(next);
        return;
      }
      Label fits = code.newLabel();
      code.iload(Variables.REMAINING).ifge(fits);
      returnRest();
      writer.pushRip(next);
      writer.leave();
      code.labelBinding(fits);
    }

    /** Gives back the ticks of what follows in the block: it will not run. */
    private void returnRest() {
      if (rest > 1) {
        code.iinc(Variables.REMAINING, rest - 1);
      }
    }

    // An instruction that is written out.

    private void write(Meaning meaning) {
      GuestState after = meaning.after();
      List<Integer> registers = changed(meaning.before().registers, after.registers);
      Node rip = after.rip;
      requireFlags(meaning, registers);
      if (!meaning.effects().isEmpty() || rip != meaning.next()) {
        prepareForFault();
      }
      expressions.begin();
      count(meaning, registers);
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
      assign(registers, meaning);
      if (attention) {
        Label ordinary = code.newLabel();
        code.iload(Variables.ATTENTION).ifeq(ordinary);
        int mark = expressions.mark();
        handOver(Set.of());
        returnRest();
        if (rip == meaning.next()) {
          writer.pushRip(next);
        } else if (rip == meaning.target() && inPage(target())) {
          writer.pushRip(target());
        } else {
          expressions.push(rip);
        }
        writer.leave();
        expressions.rollback(mark);
        code.labelBinding(ordinary);
      }
      if (dynamic) {
        dispatch(inside, rip);
      } else if (rip.op == Op.SELECT) {
        conditional(meaning, taken);
      } else if (rip == meaning.next()) {
        if (last) {
          goTo(next);
        }
      } else if (inPage(target())) {
        goTo(target());
      } else {
        handOver(Set.of());
        expressions.push(rip);
        writer.leave();
      }
    }

    private void requireFlags(Meaning meaning, List<Integer> registers) {
      GuestState after = meaning.after();
      Set<Node> seen = new HashSet<>();
      for (Effect effect : meaning.effects()) {
        requireFlagsIn(effect.offset(), seen);
        if (effect instanceof Effect.Store store) {
          requireFlagsIn(store.value(), seen);
        }
      }
      registers.forEach(i -> requireFlagsIn(after.registers[i], seen));
      requireFlagsIn(after.rip, seen);
      for (Group group : Group.values()) {
        if (changes(meaning, group)) {
          for (FlagField field : group.fields()) {
            requireFlagsIn(after.flags[field.ordinal()], seen);
          }
        }
      }
    }

    private boolean changes(Meaning meaning, Group group) {
      for (FlagField field : group.fields()) {
        if (meaning.before().flags[field.ordinal()] != meaning.after().flags[field.ordinal()]) {
          return true;
        }
      }
      return false;
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

    /** The new value of a register, of the type that its variable has. */
    private Node local(int index, Meaning meaning) {
      Node value = meaning.after().registers[index];
      return variables.wide(index) ? value : nodes.lowInt(value);
    }

    private void count(Meaning meaning, List<Integer> registers) {
      for (Effect effect : meaning.effects()) {
        expressions.count(effect.offset());
        if (effect instanceof Effect.Store store) {
          expressions.count(store.value());
        }
      }
      registers.forEach(i -> expressions.count(local(i, meaning)));
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
        code.goto_(end).labelBinding(slow);
        slow(effect);
        code.labelBinding(end);
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
      int mark = expressions.mark();
      handOver(Set.of());
      expressions.rollback(mark);
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

    private void assign(List<Integer> registers, Meaning meaning) {
      GuestState after = meaning.after();
      for (Group group : Group.values()) {
        if (changes(meaning, group)) {
          made.add(group);
        }
      }
      Set<Node> inputs = new HashSet<>();
      for (Group group : made) {
        inputs.addAll(FlagForms.inputs(group, after.flags));
      }
      for (int i : registers) {
        // Flags may be computed from it later.
        if (inputs.contains(leaves[i])) {
          expressions.keep(leaves[i]);
        }
      }
      for (int i : registers) {
        expressions.push(local(i, meaning));
      }
      for (int i : registers.reversed()) {
        if (!Nodes.fitsHalf(after.registers[i])) {
          variables.noteWide(i);
        }
        if (variables.wide(i)) {
          code.lstore(variables.writtenRegister(i));
        } else {
          code.istore(variables.writtenRegister(i));
        }
        leaves[i].stale = true;
      }
      System.arraycopy(after.flags, 0, state.flags, 0, after.flags.length);
      for (int i : registers) {
        state.registers[i] = newRegister(i);
      }
    }

    // Branches.

    private void checkBranch(Node target) {
      writer.at(offset, rest);
      int mark = expressions.mark();
      handOver(Set.of());
      expressions.rollback(mark);
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
      boolean takenIfTrue = rip.in[1] == meaning.target();
      Label stays = code.newLabel();
      if (taken >= 0) {
        code.iload(taken);
        if (takenIfTrue) {
          code.ifeq(stays);
        } else {
          code.ifne(stays);
        }
      } else if (takenIfTrue) {
        expressions.branchUnless(rip.in[0], stays);
      } else {
        expressions.branchIf(rip.in[0], stays);
      }
      int mark = expressions.mark();
      returnRest();
      goTo(target());
      expressions.rollback(mark);
      code.labelBinding(stays);
      if (last) {
        goTo(next);
      }
    }

    /** Keeps the target and its distance from the page's beginning, -1 if it is not in the page. */
    private int dynamicTarget(Node target) {
      expressions.keep(target);
      int inside = variables.temporary('J');
      Label end = code.newLabel();
      expressions.push(target);
      code.lload(Variables.PAGE_RIP).lsub().lstore(inside);
      code.lload(inside).loadConstant(-(long) PhysicalMemory.PAGE_SIZE).land();
      code.lconst_0().lcmp().ifeq(end);
      checkBranch(target);
      code.loadConstant(-1L).lstore(inside).labelBinding(end);
      return inside;
    }

    private void dispatch(int inside, Node target) {
      boolean isReturn = instruction.row().mnemonic().equals("RET");
      Collection<Integer> candidates =
          new TreeSet<>(isReturn ? writer.region.returnSites() : writer.region.starts());
      Label outside = code.newLabel();
      handOverTo(candidates);
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
