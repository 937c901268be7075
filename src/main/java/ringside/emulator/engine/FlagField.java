package ringside.emulator.engine;

import java.util.Locale;
import java.util.stream.Stream;
import ringside.emulator.engine.Node.Op;

/** The fields of {@link ringside.emulator.cpu.Alu} that hold the status flags' material. */
enum FlagField {
  ZERO(Op.FLAG_LONG, Group.RESULT),
  SIGN(Op.FLAG_LONG, Group.RESULT),
  PARITY(Op.FLAG_INT, Group.RESULT),
  AUXILIARY(Op.FLAG_INT, Group.RESULT),
  OVERFLOW(Op.FLAG_LONG, Group.RESULT),
  CARRY(Op.FLAG_LONG, Group.CARRY);

  /** What instructions set together: INC and DEC leave CF alone, others set nothing else. */
  enum Group {
    RESULT,
    CARRY;

    FlagField[] fields() {
      return Stream.of(FlagField.values())
          .filter(field -> field.group == this)
          .toArray(FlagField[]::new);
    }
  }

  final Op leaf;
  final Group group;

  FlagField(Op leaf, Group group) {
    this.leaf = leaf;
    this.group = group;
  }

  boolean isLong() {
    return leaf == Op.FLAG_LONG;
  }

  String fieldName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FlagField of(String fieldName) {
    for (FlagField field : values()) {
      if (field.fieldName().equals(fieldName)) {
        return field;
      }
    }
    throw new NotEvaluable("field " + fieldName);
  }
}
