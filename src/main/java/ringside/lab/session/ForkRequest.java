package ringside.lab.session;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recording;
import ringside.lab.recording.wire.WireEdit;

/**
 * What a learner asks for: edits as the player sends them, checked against the recording that they
 * are to change.
 */
public final class ForkRequest {
  /** Edits of one fork. */
  public static final int MAX_EDITS = 100;

  private static final int MAX_BYTES = 64;
  private static final int MAX_TEXT = 1000;
  private static final Pattern HEX = Pattern.compile("(0[xX])?[0-9a-fA-F]{1,16}");

  /** What came of a request. */
  public sealed interface Outcome {
    /** The edits, in order of their ticks. */
    record Accepted(List<Edit> edits) implements Outcome {}

    /**
     * A wrong edit.
     *
     * @param problem key of a message: {@code tick}, {@code register}, {@code value}, {@code
     *     address}, {@code bytes}, {@code text}, {@code kind} or {@code count}
     * @param value what was sent
     */
    record Refused(String problem, String value) implements Outcome {}
  }

  private ForkRequest() {}

  /** Checks edits; nothing of what is refused is tried. */
  public static Outcome check(Recording recording, List<WireEdit> wire) {
    if (wire.isEmpty() || wire.size() > MAX_EDITS) {
      return new Outcome.Refused("count", String.valueOf(wire.size()));
    }
    List<Edit> edits = new ArrayList<>();
    for (WireEdit edit : wire) {
      if (edit.tick() < 0 || edit.tick() > recording.ticks()) {
        return new Outcome.Refused("tick", String.valueOf(edit.tick()));
      }
      switch (String.valueOf(edit.kind())) {
        case "register" -> {
          if (!Edit.SetRegister.isKnown(edit.name())) {
            return new Outcome.Refused("register", String.valueOf(edit.name()));
          }
          if (!isHex(edit.value())) {
            return new Outcome.Refused("value", String.valueOf(edit.value()));
          }
          edits.add(
              new Edit.SetRegister(
                  edit.tick(), String.valueOf(edit.name()), number(String.valueOf(edit.value()))));
        }
        case "memory" -> {
          if (!isBytes(edit.bytes())) {
            return new Outcome.Refused("bytes", String.valueOf(edit.bytes()));
          }
          byte[] bytes = HexFormat.of().parseHex(String.valueOf(edit.bytes()));
          long memory = recording.scenario().machine().memory();
          if (!isHex(edit.address())
              || number(String.valueOf(edit.address())) < 0
              || number(String.valueOf(edit.address())) > memory - bytes.length) {
            return new Outcome.Refused("address", String.valueOf(edit.address()));
          }
          edits.add(new Edit.SetMemory(edit.tick(), number(String.valueOf(edit.address())), bytes));
        }
        case "console" -> {
          String text = edit.text();
          if (text == null || text.isEmpty() || text.length() > MAX_TEXT) {
            return new Outcome.Refused("text", String.valueOf(text));
          }
          edits.add(new Edit.Type(edit.tick(), text));
        }
        default -> {
          return new Outcome.Refused("kind", String.valueOf(edit.kind()));
        }
      }
    }
    edits.sort(Comparator.comparingInt(Edit::tick));
    return new Outcome.Accepted(List.copyOf(edits));
  }

  private static boolean isHex(@Nullable String text) {
    return text != null && HEX.matcher(text).matches();
  }

  private static long number(String hex) {
    return new BigInteger(hex.replaceFirst("^0[xX]", ""), 16).longValue();
  }

  private static boolean isBytes(@Nullable String hex) {
    return hex != null && hex.matches("([0-9a-fA-F]{2}){1," + MAX_BYTES + "}");
  }
}
