package ringside.emulator.engine;

import java.util.Locale;
import ringside.emulator.engine.Node.Op;

/** The fields of {@link ringside.emulator.cpu.Alu} that hold the status flags' material. */
enum FlagField {
  ZERO(Op.FLAG_LONG),
  SIGN(Op.FLAG_LONG),
  PARITY(Op.FLAG_INT),
  AUXILIARY(Op.FLAG_INT),
  CARRIES(Op.FLAG_LONG);

  final Op leaf;

  FlagField(Op leaf) {
    this.leaf = leaf;
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
