package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ringside.emulator.engine.FlagField.Group;

/**
 * Flags that nobody has asked for yet, between blocks and at places from which a region is left.
 *
 * <p>Their material is not computed. Instead a variable says by which <i>form</i>, a formula, it
 * would be, and a few more keep what the formula is about. Only who leaves computes. So a loop pays
 * for the flags that it makes and does not use with a move or two.
 */
final class FlagForms {
  /** Values of each type that the formula of a group may be about. */
  static final int INPUTS = 3;

  /** A formula is larger than this, and its flags are computed at once. */
  private static final int LARGEST = 60;

  private record Form(Map<FlagField, Node> fields, List<Node> inputs) {}

  private final CodeBuilder code;
  private final ExpressionWriter expressions;
  private final Map<Group, List<Form>> forms = new EnumMap<>(Group.class);
  private final Map<String, Integer> numbers = new HashMap<>();

  FlagForms(CodeBuilder code, Variables variables) {
    this.code = code;
    this.expressions = new ExpressionWriter(code, variables);
  }

  // What a formula is about.

  /**
   * The values that a group's formula needs: registers and loaded values, and what has been
   * computed from more than them.
   */
  static Set<Node> inputs(Group group, Node[] flags) {
    Set<Node> inputs = new LinkedHashSet<>();
    Set<Node> seen = new LinkedHashSet<>();
    for (FlagField field : group.fields()) {
      collect(flags[field.ordinal()], inputs, seen);
    }
    return inputs;
  }

  private static void collect(Node node, Set<Node> inputs, Set<Node> seen) {
    if (!seen.add(node) || node.isConstant() || node.op == Node.Op.PAGE_RIP) {
      return;
    }
    if (node.isLeaf() ? node.type() != 'Z' : node.home >= 0 && !isSimple(node)) {
      inputs.add(node);
      return;
    }
    for (Node input : node.in) {
      collect(input, inputs, seen);
    }
  }

  /** Whether it is as good to compute a value again as to keep it. */
  private static boolean isSimple(Node node) {
    for (Node input : node.in) {
      if (!input.isConstant() && (!input.isLeaf() || !Nodes.available(input))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a group's material can be put off. */
  static boolean isPossible(Group group, Node[] flags) {
    Set<Node> inputs = inputs(group, flags);
    long longs = inputs.stream().filter(node -> node.type() == 'J').count();
    return longs <= INPUTS
        && inputs.size() - longs <= INPUTS
        && inputs.stream().allMatch(Nodes::available)
        && size(group, flags) <= LARGEST;
  }

  private static int size(Group group, Node[] flags) {
    Set<Node> seen = new LinkedHashSet<>();
    Set<Node> inputs = inputs(group, flags);
    for (FlagField field : group.fields()) {
      count(flags[field.ordinal()], inputs, seen);
    }
    return seen.size();
  }

  private static void count(Node node, Set<Node> inputs, Set<Node> seen) {
    if (seen.add(node) && !inputs.contains(node)) {
      for (Node input : node.in) {
        count(input, inputs, seen);
      }
    }
  }

  // Putting off.

  /** Writes down how a group's material is to be computed, and keeps what it takes. */
  void putOff(Group group, Node[] flags, ExpressionWriter writer) {
    List<Node> inputs = List.copyOf(inputs(group, flags));
    List<Integer> slots = slots(group, inputs);
    for (Node input : inputs) {
      writer.push(input);
    }
    for (int i = inputs.size() - 1; i >= 0; i--) {
      if (inputs.get(i).type() == 'J') {
        code.lstore(slots.get(i));
      } else {
        code.istore(slots.get(i));
      }
    }
    Map<FlagField, Node> fields = new EnumMap<>(FlagField.class);
    for (FlagField field : group.fields()) {
      fields.put(field, flags[field.ordinal()]);
    }
    String text = group + describe(fields, inputs);
    Integer number = numbers.get(text);
    if (number == null) {
      List<Form> list = forms(group);
      list.add(new Form(fields, inputs));
      number = list.size();
      numbers.put(text, number);
    }
    code.loadConstant((int) number).istore(Variables.form(group));
  }

  private List<Form> forms(Group group) {
    return forms.computeIfAbsent(group, _ -> new ArrayList<>());
  }

  private static List<Integer> slots(Group group, List<Node> inputs) {
    List<Integer> slots = new ArrayList<>();
    int ints = 0;
    int longs = 0;
    for (Node input : inputs) {
      slots.add(
          input.type() == 'J'
              ? Variables.longInput(group, longs++)
              : Variables.intInput(group, ints++));
    }
    return slots;
  }

  private static String describe(Map<FlagField, Node> fields, List<Node> inputs) {
    StringBuilder text = new StringBuilder();
    fields.values().forEach(node -> describe(node, inputs, text));
    return text.toString();
  }

  private static void describe(Node node, List<Node> inputs, StringBuilder text) {
    int input = inputs.indexOf(node);
    if (input >= 0) {
      text.append(node.type()).append(input).append(' ');
      return;
    }
    text.append(node.op).append(node.value).append(node.target.name()).append('(');
    for (Node part : node.in) {
      describe(part, inputs, text);
    }
    text.append(')');
  }

  // Computing.

  /** Computes, behind all blocks, what was put off. */
  void write() {
    for (Group group : Group.values()) {
      write(group);
    }
  }

  private void write(Group group) {
    List<Form> list = forms(group);
    Label end = code.newLabel();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      cases.add(SwitchCase.of(i + 1, code.newLabel()));
    }
    code.iload(Variables.form(group)).lookupswitch(end, cases);
    for (int i = 0; i < list.size(); i++) {
      code.labelBinding(cases.get(i).target());
      write(group, list.get(i));
      code.goto_(end);
    }
    code.labelBinding(end).iconst_0().istore(Variables.form(group));
  }

  private void write(Group group, Form form) {
    form.fields().values().forEach(FlagForms::forgetHomes);
    List<Integer> slots = slots(group, form.inputs());
    for (int i = 0; i < slots.size(); i++) {
      form.inputs().get(i).home = slots.get(i);
    }
    expressions.begin();
    form.fields().values().forEach(expressions::count);
    form.fields().values().forEach(expressions::push);
    for (FlagField field : List.copyOf(form.fields().keySet()).reversed()) {
      storeFlag(code, field);
    }
  }

  private static void forgetHomes(Node node) {
    node.home = -1;
    for (Node input : node.in) {
      forgetHomes(input);
    }
  }

  static void storeFlag(CodeBuilder code, FlagField field) {
    if (field.isLong()) {
      code.lstore(Variables.flag(field));
    } else {
      code.istore(Variables.flag(field));
    }
  }
}
