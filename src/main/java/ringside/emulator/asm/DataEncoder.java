package ringside.emulator.asm;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Statement.Item;

/** Makes the bytes of {@code db} and its like, and of {@code incbin}. */
final class DataEncoder {
  private static final byte[] NOTHING = {};

  private final OperandEvaluator operands;
  private final Evaluator critical;
  private final Limits limits;
  private final Diagnostics diagnostics;

  DataEncoder(
      OperandEvaluator operands, Evaluator critical, Limits limits, Diagnostics diagnostics) {
    this.operands = operands;
    this.critical = critical;
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  /** The bytes of a data directive; what is wrong is reported and zero. */
  byte[] encode(Statement.Data data, @Nullable Section current) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(data, data.items(), current, out);
    return out.toByteArray();
  }

  private void append(
      Statement.Data data, List<Item> items, @Nullable Section current, ByteArrayOutputStream out) {
    int size = data.size();
    for (Item item : items) {
      switch (item) {
        case Statement.Unset _ -> out.writeBytes(new byte[size]);
        case Statement.Text(byte[] bytes) ->
            out.writeBytes(Arrays.copyOf(bytes, (bytes.length + size - 1) / size * size));
        case Statement.Scalar(Expression value) -> out.writeBytes(scalar(data, value, current));
        case Statement.Real real -> out.writeBytes(real(data, real));
        case Statement.Duplicate(Expression count, List<Item> inner) -> {
          ByteArrayOutputStream once = new ByteArrayOutputStream();
          append(data, inner, current, once);
          repeat(count, once.toByteArray(), out);
        }
      }
    }
  }

  private void repeat(Expression count, byte[] bytes, ByteArrayOutputStream out) {
    Value value = critical.evaluate(count);
    if (value == null) {
      return;
    }
    if (!value.isNumber() || value.number() < 0) {
      diagnostics.error(
          DiagnosticCode.NEGATIVE_COUNT, count.range(), "dup", String.valueOf(value.number()));
      return;
    }
    long budget = (long) limits.outputBytes() - out.size();
    if (bytes.length > 0 && value.number() > budget / bytes.length) {
      diagnostics.error(
          DiagnosticCode.OUTPUT_TOO_LONG, count.range(), String.valueOf(limits.outputBytes()));
      return;
    }
    for (long i = 0; i < value.number() && bytes.length > 0; i++) {
      out.writeBytes(bytes);
    }
  }

  private byte[] scalar(Statement.Data data, Expression expression, @Nullable Section current) {
    int size = data.size();
    if (size > 8) {
      diagnostics.error(DiagnosticCode.INTEGER_TOO_WIDE, expression.range(), data.directive());
      return new byte[size];
    }
    Value value = operands.relocatable(expression, current);
    if (value == null) {
      return new byte[size];
    }
    if (value.hasRegisters()) {
      diagnostics.error(
          DiagnosticCode.REGISTER_IN_ARITHMETIC, expression.range(), data.directive());
      return new byte[size];
    }
    long number = value.address();
    if (size < 8 && value.isNumber() && value.unknown() == null) {
      long limit = 1L << size * 8;
      if (number < -limit || number >= limit) {
        diagnostics.warning(
            DiagnosticCode.NUMBER_CUT, expression.range(), String.valueOf(size * 8));
      }
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (number >>> i * 8);
    }
    return bytes;
  }

  private byte[] real(Statement.Data data, Statement.Real real) {
    byte[] bytes = FloatLiteral.bytes(real.literal(), real.negative(), data.size());
    if (bytes == null) {
      diagnostics.error(DiagnosticCode.BAD_FLOAT, real.range(), real.literal(), data.directive());
      return new byte[data.size()];
    }
    return bytes;
  }

  /** The bytes of a binary file, or the part of it that is asked for. */
  byte[] include(Statement.Include include, Line line, SourceProvider sources) {
    byte[] bytes =
        switch (sources.open(include.path(), line.range().file())) {
          case SourceProvider.Found(String _, byte[] found) -> found;
          case SourceProvider.Missing _ -> {
            diagnostics.error(DiagnosticCode.FILE_MISSING, include.range(), include.path());
            yield NOTHING;
          }
          case SourceProvider.Refused _ -> {
            diagnostics.error(DiagnosticCode.FILE_REFUSED, include.range(), include.path());
            yield NOTHING;
          }
        };
    long skip = bound(include.skip(), 0);
    long from = Math.min(bytes.length, skip);
    long length = Math.min(bytes.length - from, bound(include.length(), Long.MAX_VALUE));
    return Arrays.copyOfRange(bytes, (int) from, (int) (from + length));
  }

  private long bound(@Nullable Expression expression, long absent) {
    if (expression == null) {
      return absent;
    }
    Value value = critical.evaluate(expression);
    if (value == null) {
      return absent;
    }
    if (!value.isNumber() || value.number() < 0) {
      diagnostics.error(
          DiagnosticCode.NEGATIVE_COUNT,
          expression.range(),
          "incbin",
          String.valueOf(value.number()));
      return absent;
    }
    return value.number();
  }
}
