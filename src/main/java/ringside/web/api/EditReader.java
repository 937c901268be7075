package ringside.web.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ringside.lab.recording.Edit;
import ringside.lab.recording.Recording;
import ringside.lab.recording.wire.WireEdit;
import ringside.lab.scenario.StateNames;
import ringside.web.api.ForkRefused.Reason;

/**
 * Reads what a learner wants to change in a recording, or says in a sentence why that cannot be.
 */
final class EditReader {
  private static final Pattern VALUE = Pattern.compile("[0-9a-fA-F]{1,16}");
  private static final Pattern BYTES = Pattern.compile("([0-9a-fA-F]{2})+");
  private static final int MOST_BYTES = 256;
  private static final int LONGEST_TEXT = 256;

  /** General registers, RIP and RFLAGS stand before it; what follows has rules of its own. */
  private static final int LAST_WRITABLE = StateNames.slot("rflags");

  private final Recording recording;
  private final long memory;
  private final Locale language;

  EditReader(Recording recording, Locale language) {
    this.recording = recording;
    this.memory = recording.scenario().machine().memory();
    this.language = language;
  }

  /** The changes in the order of their ticks. */
  List<Edit> read(List<WireEdit> edits) throws ForkRefused {
    var read = new ArrayList<Edit>();
    for (var edit : edits) {
      read.add(read(edit));
    }
    read.sort(Comparator.comparingInt(Edit::tick));
    return read;
  }

  private Edit read(WireEdit edit) throws ForkRefused {
    check(edit.tick() >= 0 && edit.tick() <= recording.ticks(), "tick", edit.tick());
    return switch (String.valueOf(edit.kind())) {
      case "register" -> register(edit);
      case "memory" -> memory(edit);
      case "console" -> console(edit);
      default -> throw refusal(Reason.MEANINGLESS, "kind", edit.kind());
    };
  }

  private Edit register(WireEdit edit) throws ForkRefused {
    var name = text(edit.name()).toLowerCase(Locale.ROOT);
    check(
        StateNames.isRegister(name) && StateNames.view(name).slot() <= LAST_WRITABLE,
        "register",
        name);
    return new Edit.SetRegister(edit.tick(), name, number(edit.value()));
  }

  private Edit memory(WireEdit edit) throws ForkRefused {
    var digits = text(edit.bytes());
    check(BYTES.matcher(digits).matches(), "bytes", digits);
    if (digits.length() > 2 * MOST_BYTES) {
      throw refusal(Reason.TOO_MUCH, "much", MOST_BYTES);
    }
    var bytes = HexFormat.of().parseHex(digits);
    var address = number(edit.address());
    check(
        address >= 0 && address <= memory - bytes.length,
        "outside",
        Long.toHexString(address),
        Long.toHexString(memory));
    return new Edit.SetMemory(edit.tick(), address, bytes);
  }

  private Edit console(WireEdit edit) throws ForkRefused {
    var typed = text(edit.text());
    check(!typed.isEmpty(), "nothing");
    if (typed.length() > LONGEST_TEXT) {
      throw refusal(Reason.TOO_MUCH, "long", LONGEST_TEXT);
    }
    return new Edit.Type(edit.tick(), typed);
  }

  private long number(@Nullable String digits) throws ForkRefused {
    var text = text(digits);
    check(VALUE.matcher(text).matches(), "value", text);
    return Long.parseUnsignedLong(text, 16);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void check(boolean good, String message, Object... values) throws ForkRefused {
    if (!good) {
      throw refusal(Reason.MEANINGLESS, message, values);
    }
  }

  private ForkRefused refusal(Reason reason, String message, @Nullable Object... values) {
    return ForkRefused.of(reason, language, message, values);
  }
}
