package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.engine.FlagField.Group;

/** Writes one instruction of a case of the loop. */
final class CaseWriter {
  private final LoopWriter writer;
  private final CodeBuilder code;
  private final Forms.Step one;
  private final boolean last;
  private final Form form;
  private final Meaning meaning;
  private final LoopVariables variables;
  private final ExpressionWriter expressions;
  private final Branchless branchless;

  CaseWriter(LoopWriter writer, Forms.Step one, boolean last) {
    this.last = last;
    this.writer = writer;
    this.code = writer.code;
    this.one = one;
    this.form = one.form();
    this.meaning = form.meaning();
    this.variables = new LoopVariables(form.sample().hasMemory());
    this.expressions = new ExpressionWriter(code, variables);
    this.branchless = new Branchless(form.nodes());
  }

  void write() {
    switch (form.flow()) {
      case CONDITIONAL -> {
        executeWith(truth(meaning.taken(form.nodes())));
        code.goto_(writer.conditional);
      }
      case TARGET -> {
        if (meaning.effects().isEmpty()) {
          code.goto_(writer.follow);
        } else {
          writer.pushFollowed();
          code.ifnull(writer.called);
          execute();
          code.goto_(writer.take);
        }
      }
      case NEXT -> {
        Form branch = one.branch();
        if (branch != null) {
          executeWith(truth(form.taken(branch)));
          code.goto_(writer.fused);
        } else {
          execute();
          if (last) {
            code.goto_(writer.next);
          }
        }
      }
      case DYNAMIC -> {
        execute();
        code.goto_(writer.take);
      }
    }
    expressions.rollback(0);
    expressions.begin();
  }

  private Node truth(Meaning.Taken taken) {
    Node holds = branchless.truth(taken.condition());
    return taken.sense()
        ? holds
        : form.nodes().binary(Node.Op.LXOR, holds, form.nodes().constant(1L));
  }

  /** Leaves on the stack whether the branch behind is taken. */
  private void executeWith(Node taken) {
    List<Change> changes = changes();
    expressions.count(taken);
    changes.forEach(change -> expressions.count(change.value()));
    expressions.keepShared(Node.Op.REGISTER_LONG);
    expressions.push(taken);
    code.l2i();
    commit(changes);
  }

  private record Change(Runnable where, Node value, Runnable store) {}

  /** Effects first, which may find that the instruction must be called; then all changes. */
  private void execute() {
    List<Change> changes = changes();
    for (Effect effect : meaning.effects()) {
      expressions.count(effect.offset());
      if (effect instanceof Effect.Store store) {
        expressions.count(branchless.value(store.value()));
      }
    }
    changes.forEach(change -> expressions.count(change.value()));
    if (form.flow() == Form.Flow.DYNAMIC) {
      expressions.count(meaning.after().rip);
    }
    expressions.keepShared(Node.Op.REGISTER_LONG);
    meaning.effects().forEach(this::effect);
    if (form.flow() == Form.Flow.DYNAMIC) {
      expressions.push(meaning.after().rip);
      code.lstore(LoopVariables.NEW_RIP);
      writer.pushFound();
      code.ifnull(writer.called);
    }
    commit(changes);
  }

  private void commit(List<Change> changes) {
    for (Change change : changes) {
      change.where().run();
      expressions.push(change.value());
    }
    changes.reversed().forEach(change -> change.store().run());
  }

  private List<Change> changes() {
    GuestState after = meaning.after();
    List<Change> changes = new ArrayList<>();
    for (int i : form.changedRegisters()) {
      changes.add(
          new Change(
              () -> {
                code.aload(LoopVariables.REGISTERS);
                variables.pushNumber(code, i);
              },
              branchless.value(after.registers[i]),
              code::lastore));
    }
    for (Group group : one.wanted()) {
      FlagField[] fields = group.fields();
      for (int i = 0; i < fields.length; i++) {
        boolean last = i == fields.length - 1;
        changes.add(
            new Change(
                i == 0 ? () -> code.aload(LoopVariables.ALU) : () -> {},
                branchless.value(after.flags[fields[i].ordinal()]),
                last ? () -> Runtime.call(code, setter(group)) : () -> {}));
      }
    }
    return changes;
  }

  private static String setter(Group group) {
    return switch (group) {
      case RESULT -> "setResult";
      case CARRY -> "setCarry";
    };
  }

  private void effect(Effect effect) {
    String where = "";
    if (form.sample().hasMemory()) {
      boolean read = effect instanceof Effect.Load load && !load.forWrite();
      code.aload(read ? LoopVariables.READ_TAGS : LoopVariables.WRITE_TAGS);
      code.aload(LoopVariables.ARRAYS);
      expressions.push(effect.offset());
    } else {
      where = "Stack";
      code.aload(LoopVariables.STACK_PAGE);
      expressions.push(effect.offset());
      code.lload(LoopVariables.STACK_TAG).loadConstant(effect.size());
      Runtime.call(code, "stackOffset");
    }
    switch (effect) {
      case Effect.Load load -> {
        Runtime.call(code, "load" + where + load.size());
        expressions.store(load.result());
      }
      case Effect.Store store -> {
        expressions.push(branchless.value(store.value()));
        Runtime.call(code, "store" + where + store.size());
      }
    }
  }
}
