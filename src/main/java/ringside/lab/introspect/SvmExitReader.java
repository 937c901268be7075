package ringside.lab.introspect;

import static ringside.lab.introspect.ExitExplanation.Words.address;
import static ringside.lab.introspect.ExitExplanation.Words.bit;
import static ringside.lab.introspect.ExitExplanation.Words.delivering;
import static ringside.lab.introspect.ExitExplanation.Words.exception;
import static ringside.lab.introspect.ExitExplanation.Words.field;
import static ringside.lab.introspect.ExitExplanation.Words.flag;
import static ringside.lab.introspect.ExitExplanation.Words.hex;
import static ringside.lab.introspect.ExitExplanation.Words.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.svm.ExitCode;
import ringside.emulator.trace.TraceEvent.VmExit;
import ringside.lab.introspect.ExitExplanation.BitField;
import ringside.lab.introspect.ExitExplanation.Phrase;

/**
 * AMD APM, "Exception Intercepts", "Instruction Intercepts", "IOIO Intercepts", "MSR Intercepts",
 * "Nested Paging", "Decode Assists".
 */
final class SvmExitReader {
  private static final List<String> SEGMENTS = List.of("ES", "CS", "SS", "DS", "FS", "GS", "", "");
  private static final int PAGE_FAULT = 14;
  private static final int VALID = 31;

  /** EXITINFO1 of a control-register intercept: it names a register. */
  private static final int DECODED = 63;

  // EXITINFO2 of a task switch.
  private static final int BY_IRET = 36;
  private static final int BY_JUMP = 38;

  private SvmExitReader() {}

  static ExitExplanation read(VmExit exit) {
    int code = (int) exit.reason();
    boolean invalid = code == ExitCode.INVALID;
    List<Phrase> says = new ArrayList<>();
    Phrase phrase = phrase(code, exit);
    if (phrase != null) {
      says.add(phrase);
    }
    if (code == ExitCode.NPF && bit(exit.qualification(), 33)) {
      says.add(Phrase.of("table"));
    }
    if (bit(exit.vectoring(), VALID)) {
      says.add(delivering(exit.vectoring()));
    }
    return new ExitExplanation(
        reason(code),
        invalid ? "-1" : Integer.toHexString(code).toUpperCase(Locale.ROOT) + "h",
        cause(code),
        invalid,
        says,
        bits(code, exit.qualification()));
  }

  /** Registers and exceptions share one name for all their numbers. */
  private static String reason(int code) {
    if (code == ExitCode.INVALID) {
      return "exit.svm.invalid";
    }
    if (code < ExitCode.EXCEPTION) {
      return code < ExitCode.WRITE_CR0
          ? "exit.svm.cr-read"
          : code < ExitCode.READ_DR0 ? "exit.svm.cr-write" : "exit.svm.dr";
    }
    return isException(code) ? "exit.svm.exception" : "exit.svm." + Integer.toHexString(code);
  }

  private static boolean isException(int code) {
    return code >= ExitCode.EXCEPTION && code < ExitCode.INTR;
  }

  private static String cause(int code) {
    if (isException(code)) {
      return "exception";
    }
    return switch (code) {
      case ExitCode.INVALID -> "entry";
      case ExitCode.INTR, ExitCode.NMI, ExitCode.SMI, ExitCode.INIT -> "interrupt";
      case ExitCode.VINTR -> "window";
      case ExitCode.SHUTDOWN -> "shutdown";
      case ExitCode.NPF -> "memory";
      default -> "instruction";
    };
  }

  private static @Nullable Phrase phrase(int code, VmExit exit) {
    long info1 = exit.qualification();
    if (code >= 0 && code < ExitCode.EXCEPTION) {
      return controlOrDebug(code, info1);
    }
    if (code == ExitCode.EXCEPTION + PAGE_FAULT) {
      return Phrase.of("page-fault", "linear", address(exit.information()));
    }
    if (isException(code)) {
      return Phrase.of("exception", "event", exception(code - ExitCode.EXCEPTION));
    }
    return switch (code) {
      case ExitCode.INTR -> Phrase.of("interrupt-pending");
      case ExitCode.SWINT -> Phrase.of("int", "vector", hex(info1 & 0xFF));
      case ExitCode.INVLPG -> info1 == 0 ? null : Phrase.of("linear", "linear", address(info1));
      case ExitCode.IOIO -> port(info1);
      case ExitCode.MSR -> Phrase.of(bit(info1, 0) ? "msr-write" : "msr-read");
      case ExitCode.TASK_SWITCH ->
          Phrase.of(
              "task-switch",
              Map.of("selector", hex(info1 & 0xFFFF), "source", taskSource(exit.information())));
      case ExitCode.NPF ->
          Phrase.of(
              bit(info1, 4) ? "ept-fetch" : bit(info1, 1) ? "ept-write" : "ept-read",
              "gpa",
              address(exit.information()));
      case ExitCode.INVALID -> Phrase.of("entry-state");
      default -> null;
    };
  }

  private static String taskSource(long info2) {
    return bit(info2, BY_IRET) ? "IRET" : bit(info2, BY_JUMP) ? "JMP" : "CALL";
  }

  /** Decode assists name the register of a MOV; without them only the number is known. */
  private static Phrase controlOrDebug(int code, long info1) {
    String number = Integer.toString(code & 15);
    boolean write = (code & 0x10) != 0;
    if (code >= ExitCode.READ_DR0) {
      return Phrase.of(write ? "dr-written" : "dr-read", "dr", number);
    }
    return bit(info1, DECODED)
        ? Phrase.of(write ? "to-cr" : "from-cr", Map.of("cr", number, "register", register(info1)))
        : Phrase.of(write ? "cr-written" : "cr-read", "cr", number);
  }

  private static Phrase port(long info1) {
    boolean in = bit(info1, 0);
    String name = (in ? "IN" : "OUT") + (bit(info1, 2) ? "S" : "");
    return Phrase.of(
        in ? "port-in" : "port-out",
        Map.of(
            "port", hex(info1 >>> 16 & 0xFFFF),
            "size", Integer.toString(portSize(info1)),
            "instruction", bit(info1, 3) ? "REP " + name : name));
  }

  private static int portSize(long info1) {
    return bit(info1, 4) ? 1 : bit(info1, 5) ? 2 : 4;
  }

  private static List<BitField> bits(int code, long info1) {
    return switch (code) {
      case ExitCode.IOIO ->
          List.of(
              field(info1, 31, 16, "port", hex(info1 >>> 16 & 0xFFFF)),
              field(info1, 12, 10, "segment", SEGMENTS.get((int) (info1 >>> 10) & 7)),
              field(
                  info1, 9, 7, "address-size", bit(info1, 9) ? "64" : bit(info1, 8) ? "32" : "16"),
              field(info1, 6, 4, "size", Integer.toString(portSize(info1))),
              flag(info1, 3, "rep", "no-rep"),
              flag(info1, 2, "string", "no-string"),
              flag(info1, 0, "in", "out"));
      case ExitCode.MSR -> List.of(flag(info1, 0, "msr-write", "msr-read"));
      case ExitCode.NPF ->
          List.of(
              flag(info1, 33, "table", "not-table"),
              flag(info1, 32, "final", "not-final"),
              flag(info1, 4, "fetch", "data"),
              field(info1, 2, 2, "user-access"),
              flag(info1, 1, "write", "read"),
              flag(info1, 0, "present", "absent"));
      default -> List.of();
    };
  }
}
