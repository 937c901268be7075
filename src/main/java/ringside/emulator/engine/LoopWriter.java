package ringside.emulator.engine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.ThreadedCode;
import ringside.emulator.cpu.ThreadedLoop;

/** Writes the interpreter's loop: a hidden class with one method. */
final class LoopWriter {
  private static final ClassDesc LOOP = Runtime.desc(ThreadedLoop.class);
  private static final ClassDesc NAME = ClassDesc.of(LoopWriter.class.getPackageName(), "Loop");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          Runtime.desc(LogicalProcessor.class),
          Runtime.desc(ThreadedCode.class),
          ConstantDescs.CD_long);

  /** What a called instruction left. */
  private static final int OUTCOME = LoopVariables.STACK_TAG + 2;

  final CodeBuilder code;

  /** Goes to the next word. */
  final Label next;

  /** Has the instruction called. */
  final Label called;

  /** Goes where the direct branch leads. */
  final Label follow;

  /** Does so if the int on the stack is not 0. */
  final Label conditional;

  /** The same for a branch that is the next word. */
  final Label fused;

  /** Goes on in {@link LoopVariables#NEW_CODE} at {@link LoopVariables#NEW_RIP}. */
  final Label take;

  private final Label enter;
  private final Label leave;
  private final Label done;

  private LoopWriter(CodeBuilder code) {
    this.code = code;
    next = code.newLabel();
    called = code.newLabel();
    follow = code.newLabel();
    conditional = code.newLabel();
    fused = code.newLabel();
    take = code.newLabel();
    enter = code.newLabel();
    leave = code.newLabel();
    done = code.newLabel();
  }

  /**
   * Makes the loop that has these cases, or the first of them.
   *
   * @param largest bytes of its method at most
   */
  static ThreadedLoop write(List<List<Forms.Step>> cases, int largest) {
    byte[] bytes = write(cases);
    int count = cases.size();
    while (Runtime.longestMethod(bytes) > largest) {
      count -= count / 8 + 1;
      bytes = write(cases.subList(0, count));
    }
    try {
      return (ThreadedLoop)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the loop is no class", e);
    }
  }

  private static byte[] write(List<List<Forms.Step>> cases) {
    return ClassFile.of()
        .build(
            NAME,
            type ->
                type.withSuperclass(LOOP)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    LOOP, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "run",
                        RUN,
                        ClassFile.ACC_PROTECTED,
                        code -> new LoopWriter(code).writeMethod(cases)));
  }

  private void writeMethod(List<List<Forms.Step>> cases) {
    load();
    writeEnter();
    List<SwitchCase> labels = new ArrayList<>();
    Label end = code.newLabel();
    labels.add(SwitchCase.of(Forms.CALLED, called));
    labels.add(SwitchCase.of(Forms.END, end));
    for (int i = 0; i < cases.size(); i++) {
      labels.add(SwitchCase.of(Forms.FIRST + i, code.newLabel()));
    }
    code.labelBinding(next);
    nextWord();
    code.lload(LoopVariables.WORD).l2i();
    code.loadConstant((1 << ThreadedLoop.CASE_BITS) - 1).iand();
    code.tableswitch(called, labels);
    Label first = code.newBoundLabel();
    for (int i = 0; i < cases.size(); i++) {
      code.labelBinding(labels.get(Forms.FIRST + i).target());
      List<Forms.Step> steps = cases.get(i);
      for (int n = 0; n < steps.size(); n++) {
        if (n > 0) {
          nextWord();
        }
        new CaseWriter(this, steps.get(n), n == steps.size() - 1).write();
      }
    }
    Label last = code.newBoundLabel();
    writeBranches();
    writeEnd(end);
    writeCalled();
    code.labelBinding(leave);
    code.aload(LoopVariables.CPU).lload(LoopVariables.RIP);
    pushTicks();
    Runtime.call(code, "leave");
    code.labelBinding(done).return_();
    Label handler = code.newBoundLabel();
    code.pop().goto_(called);
    code.exceptionCatch(first, last, handler, Runtime.desc(ThreadedLoop.Miss.class));
  }

  private void load() {
    code.aload(LoopVariables.CPU);
    Runtime.call(code, "state");
    code.astore(LoopVariables.STATE);
    code.aload(LoopVariables.STATE).lload(LoopVariables.UNTIL);
    Runtime.call(code, "bound");
    code.lstore(LoopVariables.UNTIL);
    fromProcessor("registers", LoopVariables.REGISTERS);
    fromProcessor("alu", LoopVariables.ALU);
    loadWindow();
    code.aload(LoopVariables.CPU);
    Runtime.call(code, "rip");
    code.lstore(LoopVariables.RIP);
    code.aload(LoopVariables.CPU);
    Runtime.call(code, "epoch");
    code.lstore(LoopVariables.EPOCH);
    remainingFromClock();
    code.lconst_0().lstore(LoopVariables.NEW_RIP);
    code.aconst_null().astore(LoopVariables.NEW_CODE);
  }

  private void fromProcessor(String name, int variable) {
    code.aload(LoopVariables.CPU);
    Runtime.call(code, name);
    code.astore(variable);
  }

  /** What an instruction that is called may change. */
  private void loadWindow() {
    fromProcessor("readTags", LoopVariables.READ_TAGS);
    fromProcessor("writeTags", LoopVariables.WRITE_TAGS);
    fromProcessor("arrays", LoopVariables.ARRAYS);
    code.aload(LoopVariables.CPU);
    Runtime.call(code, "stackTag");
    code.dup2().lstore(LoopVariables.STACK_TAG);
    code.aload(LoopVariables.ARRAYS);
    Runtime.call(code, "stackPage");
    code.astore(LoopVariables.STACK_PAGE);
  }

  private void remainingFromClock() {
    code.lload(LoopVariables.UNTIL).aload(LoopVariables.STATE);
    Runtime.call(code, "ticks");
    code.lsub().l2i().istore(LoopVariables.REMAINING);
  }

  private void pushCount() {
    code.aload(LoopVariables.WORDS).arraylength().iconst_1().isub();
  }

  /** Pushes how many instructions of the block follow. */
  private void pushRest() {
    pushCount();
    code.iload(LoopVariables.AT).isub().iconst_1().isub();
  }

  private void nextWord() {
    code.iinc(LoopVariables.AT, 1);
    code.aload(LoopVariables.WORDS).iload(LoopVariables.AT).laload().lstore(LoopVariables.WORD);
  }

  private void pushTicks() {
    code.lload(LoopVariables.UNTIL).iload(LoopVariables.REMAINING).i2l().lsub();
  }

  /** Begins a block, if there is time for all of it. */
  private void writeEnter() {
    code.labelBinding(enter);
    code.aload(LoopVariables.CODE);
    Runtime.call(code, "words");
    code.astore(LoopVariables.WORDS);
    code.iload(LoopVariables.REMAINING);
    pushCount();
    code.if_icmplt(leave);
    code.iload(LoopVariables.REMAINING);
    pushCount();
    code.isub().istore(LoopVariables.REMAINING);
    code.iconst_m1().istore(LoopVariables.AT);
  }

  // From block to block.

  /** Pushes {@link LoopVariables#NEW_CODE} for the branch of this word. */
  void pushFollowed() {
    newRipFromWord();
    code.aload(LoopVariables.CPU).aload(LoopVariables.CODE).iload(LoopVariables.AT);
    code.lload(LoopVariables.NEW_RIP);
    Runtime.call(code, "follow");
    code.dup().astore(LoopVariables.NEW_CODE);
  }

  private void newRipFromWord() {
    code.lload(LoopVariables.RIP);
    code.lload(LoopVariables.WORD).loadConstant(LoopVariables.NUMBER).lshr().ladd();
    code.lstore(LoopVariables.NEW_RIP);
  }

  private void writeBranches() {
    code.labelBinding(fused);
    nextWord();
    code.labelBinding(conditional).ifeq(next);
    code.labelBinding(follow);
    pushFollowed();
    code.ifnull(called);
    code.labelBinding(take);
    code.iload(LoopVariables.REMAINING);
    pushRest();
    code.iadd().istore(LoopVariables.REMAINING);
    takeNew();
  }

  private void takeNew() {
    code.aload(LoopVariables.NEW_CODE).astore(LoopVariables.CODE);
    code.lload(LoopVariables.NEW_RIP).lstore(LoopVariables.RIP).goto_(enter);
  }

  /** Behind the last instruction. */
  private void writeEnd(Label end) {
    Label known = code.newLabel();
    code.labelBinding(end);
    newRipFromWord();
    pushFound();
    code.ifnonnull(known);
    code.lload(LoopVariables.NEW_RIP).lstore(LoopVariables.RIP).goto_(leave);
    code.labelBinding(known);
    takeNew();
  }

  // Instructions that are called.

  private void writeCalled() {
    Label elsewhere = code.newLabel();
    code.labelBinding(called);
    code.aload(LoopVariables.CPU).aload(LoopVariables.CODE);
    code.iload(LoopVariables.AT);
    code.lload(LoopVariables.RIP);
    pushTicks();
    pushRest();
    code.iconst_1().iadd().i2l().lsub();
    code.lload(LoopVariables.UNTIL).lload(LoopVariables.EPOCH);
    Runtime.call(code, "call");
    code.dup().istore(OUTCOME);
    code.loadConstant(ThreadedLoop.LEAVE).if_icmpeq(done);
    loadWindow();
    remainingFromClock();
    code.iload(OUTCOME).loadConstant(ThreadedLoop.NEXT).if_icmpne(elsewhere);
    code.iload(LoopVariables.REMAINING);
    pushRest();
    code.isub().dup().istore(LoopVariables.REMAINING);
    code.iflt(done).goto_(next);
    code.labelBinding(elsewhere);
    code.aload(LoopVariables.CPU);
    Runtime.call(code, "rip");
    code.lstore(LoopVariables.NEW_RIP);
    pushFound();
    code.ifnull(done);
    takeNew();
  }

  /** Pushes {@link LoopVariables#NEW_CODE} for {@link LoopVariables#NEW_RIP}. */
  void pushFound() {
    code.aload(LoopVariables.CPU).aload(LoopVariables.CODE).lload(LoopVariables.NEW_RIP);
    code.lload(LoopVariables.EPOCH);
    Runtime.call(code, "find");
    code.dup().astore(LoopVariables.NEW_CODE);
  }
}
