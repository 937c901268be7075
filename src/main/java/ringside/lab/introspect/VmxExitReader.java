package ringside.lab.introspect;

import static ringside.lab.introspect.ExitExplanation.Words.address;
import static ringside.lab.introspect.ExitExplanation.Words.bit;
import static ringside.lab.introspect.ExitExplanation.Words.delivering;
import static ringside.lab.introspect.ExitExplanation.Words.exception;
import static ringside.lab.introspect.ExitExplanation.Words.field;
import static ringside.lab.introspect.ExitExplanation.Words.flag;
import static ringside.lab.introspect.ExitExplanation.Words.hex;
import static ringside.lab.introspect.ExitExplanation.Words.register;
import static ringside.lab.introspect.ExitExplanation.Words.rights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.trace.TraceEvent.VmExit;
import ringside.emulator.vmx.ExitReason;
import ringside.lab.introspect.ExitExplanation.BitField;
import ringside.lab.introspect.ExitExplanation.Phrase;

/** SDM, "Basic VM-Exit Information" and "Information for VM Exits Due to Vectored Events". */
final class VmxExitReader {
  private static final List<String> TASK_SOURCES = List.of("CALL", "IRET", "JMP", "IDT");
  private static final List<String> APIC_ACCESSES = List.of("read", "write", "fetch", "delivery");
  private static final int VALID = 31;
  private static final int NMI = 2;
  private static final int PAGE_FAULT = 14;
  private static final int DEBUG = 1;

  private VmxExitReader() {}

  static ExitExplanation read(VmExit exit) {
    int number = (int) exit.reason() & 0xFFFF;
    ExitReason reason = ExitReason.of(number);
    List<Phrase> says = new ArrayList<>();
    if (reason != null) {
      Phrase phrase = phrase(reason, exit);
      if (phrase != null) {
        says.add(phrase);
      }
      addCircumstances(says, reason, exit);
    }
    if (bit(exit.vectoring(), VALID)) {
      says.add(delivering(exit.vectoring()));
    }
    return new ExitExplanation(
        "exit.vmx." + number,
        Integer.toString(number),
        reason == null ? "instruction" : cause(reason),
        bit(exit.reason(), VALID),
        says,
        reason == null ? List.of() : bits(reason, exit));
  }

  private static String cause(ExitReason reason) {
    return switch (reason) {
      case EXCEPTION_OR_NMI -> "exception";
      case EXTERNAL_INTERRUPT, INIT_SIGNAL, STARTUP_IPI -> "interrupt";
      case TRIPLE_FAULT -> "shutdown";
      case INTERRUPT_WINDOW, NMI_WINDOW -> "window";
      case INVALID_GUEST_STATE, MSR_LOADING, MACHINE_CHECK_DURING_ENTRY -> "entry";
      case TPR_BELOW_THRESHOLD, APIC_ACCESS, APIC_WRITE, VIRTUALIZED_EOI -> "apic";
      case EPT_VIOLATION, EPT_MISCONFIGURATION -> "memory";
      case MONITOR_TRAP_FLAG -> "step";
      case PREEMPTION_TIMER -> "timer";
      default -> "instruction";
    };
  }

  private static @Nullable Phrase phrase(ExitReason reason, VmExit exit) {
    long q = exit.qualification();
    return switch (reason) {
      case EXCEPTION_OR_NMI -> event(exit);
      case EXTERNAL_INTERRUPT ->
          bit(exit.interruption(), VALID)
              ? Phrase.of("interrupt", "vector", hex(exit.interruption() & 0xFF))
              : Phrase.of("interrupt-pending");
      case TASK_SWITCH ->
          Phrase.of(
              "task-switch",
              Map.of(
                  "selector", hex(q & 0xFFFF), "source", TASK_SOURCES.get((int) (q >>> 30) & 3)));
      case STARTUP_IPI -> Phrase.of("sipi", "vector", hex(q & 0xFF));
      case INVLPG -> Phrase.of("linear", "linear", address(q));
      case CR_ACCESS -> controlRegister(q);
      case DR_ACCESS ->
          Phrase.of(
              bit(q, 4) ? "from-dr" : "to-dr",
              Map.of("dr", Long.toString(q & 7), "register", register(q >>> 8)));
      case IO -> port(q);
      case INVALID_GUEST_STATE -> guestState((int) q);
      case MSR_LOADING -> Phrase.of("entry-msr", "number", Long.toString(q));
      case APIC_ACCESS -> apicAccess(q);
      case APIC_WRITE -> Phrase.of("apic-written", "offset", hex(q));
      case VIRTUALIZED_EOI -> Phrase.of("eoi", "vector", hex(q));
      case EPT_VIOLATION ->
          Phrase.of(
              bit(q, 1) ? "ept-write" : bit(q, 2) ? "ept-fetch" : "ept-read",
              "gpa",
              address(exit.information()));
      case EPT_MISCONFIGURATION -> Phrase.of("misconfigured", "gpa", address(exit.information()));
      default -> null;
    };
  }

  private static Phrase event(VmExit exit) {
    long event = exit.interruption();
    int vector = (int) event & 0xFF;
    if ((event >>> 8 & 7) == NMI) {
      return Phrase.of("nmi");
    }
    if (vector == PAGE_FAULT) {
      return Phrase.of("page-fault", "linear", address(exit.qualification()));
    }
    return Phrase.of("exception", "event", exception(vector));
  }

  private static Phrase controlRegister(long q) {
    Map<String, String> with = Map.of("cr", Long.toString(q & 15), "register", register(q >>> 8));
    return switch ((int) (q >>> 4) & 3) {
      case 0 -> Phrase.of("to-cr", with);
      case 1 -> Phrase.of("from-cr", with);
      case 2 -> Phrase.of("clts");
      default -> Phrase.of("lmsw", "value", hex(q >>> 16 & 0xFFFF));
    };
  }

  private static Phrase port(long q) {
    boolean in = bit(q, 3);
    String name = (in ? "IN" : "OUT") + (bit(q, 4) ? "S" : "");
    return Phrase.of(
        in ? "port-in" : "port-out",
        Map.of(
            "port", hex(q >>> 16 & 0xFFFF),
            "size", Long.toString((q & 7) + 1),
            "instruction", bit(q, 5) ? "REP " + name : name));
  }

  private static Phrase guestState(int qualification) {
    return Phrase.of(
        switch (qualification) {
          case 2 -> "entry-pdpte";
          case 3 -> "entry-nmi";
          case 4 -> "entry-link";
          default -> "entry-state";
        });
  }

  private static Phrase apicAccess(long q) {
    int type = (int) (q >>> 12) & 15;
    String kind = type < APIC_ACCESSES.size() ? APIC_ACCESSES.get(type) : "physical";
    return Phrase.of("apic-" + kind, "offset", hex(q & 0xFFF));
  }

  /** What more an exit tells: a linear address, a walk of the guest's tables. */
  private static void addCircumstances(List<Phrase> says, ExitReason reason, VmExit exit) {
    if (reason == ExitReason.EPT_VIOLATION && bit(exit.qualification(), 7)) {
      says.add(Phrase.of("linear", "linear", address(exit.linear())));
      if (!bit(exit.qualification(), 8)) {
        says.add(Phrase.of("table"));
      }
    }
    if (reason == ExitReason.IO && bit(exit.qualification(), 4)) {
      says.add(Phrase.of("linear", "linear", address(exit.linear())));
    }
  }

  private static List<BitField> bits(ExitReason reason, VmExit exit) {
    long q = exit.qualification();
    return switch (reason) {
      case EXCEPTION_OR_NMI ->
          (exit.interruption() & 0xFF) == DEBUG && q != 0
              ? List.of(
                  flag(q, 14, "single-step", "no-single-step"),
                  flag(q, 13, "debug-access", "no-debug-access"),
                  field(q, 3, 0, "breakpoints", breakpoints(q)))
              : List.of();
      case TASK_SWITCH ->
          List.of(
              field(q, 31, 30, "task-source", TASK_SOURCES.get((int) (q >>> 30) & 3)),
              field(q, 29, 16, null),
              field(q, 15, 0, "selector", hex(q & 0xFFFF)));
      case CR_ACCESS -> controlRegisterBits(q);
      case DR_ACCESS ->
          List.of(
              field(q, 11, 8, "register", register(q >>> 8)),
              flag(q, 4, "from-dr", "to-dr"),
              field(q, 2, 0, "dr", Long.toString(q & 7)));
      case IO ->
          List.of(
              field(q, 31, 16, "port", hex(q >>> 16 & 0xFFFF)),
              field(q, 15, 7, null),
              flag(q, 6, "immediate", "dx"),
              flag(q, 5, "rep", "no-rep"),
              flag(q, 4, "string", "no-string"),
              flag(q, 3, "in", "out"),
              field(q, 2, 0, "size", Long.toString((q & 7) + 1)));
      case APIC_ACCESS ->
          List.of(
              field(q, 15, 12, "apic-type", Long.toString(q >>> 12 & 15)),
              field(q, 11, 0, "apic-offset", hex(q & 0xFFF)));
      case EPT_VIOLATION ->
          List.of(
              flag(q, 8, "final", "table"),
              flag(q, 7, "linear-valid", "linear-invalid"),
              field(q, 5, 3, "allowed", rights(q >>> 3)),
              field(q, 2, 0, "wanted", rights(q)));
      default -> List.of();
    };
  }

  private static List<BitField> controlRegisterBits(long q) {
    int type = (int) (q >>> 4) & 3;
    BitField access = field(q, 5, 4, List.of("to-cr", "from-cr", "clts", "lmsw").get(type));
    return switch (type) {
      case 0, 1 ->
          List.of(
              field(q, 11, 8, "register", register(q >>> 8)),
              field(q, 7, 6, null),
              access,
              field(q, 3, 0, "cr", Long.toString(q & 15)));
      case 2 -> List.of(access, field(q, 3, 0, "cr", Long.toString(q & 15)));
      default ->
          List.of(
              field(q, 31, 16, "lmsw-value", hex(q >>> 16 & 0xFFFF)),
              field(q, 15, 7, null),
              flag(q, 6, "lmsw-memory", "lmsw-register"),
              access,
              field(q, 3, 0, "cr", Long.toString(q & 15)));
    };
  }

  private static String breakpoints(long q) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      if (bit(q, i)) {
        names.append(names.isEmpty() ? "B" : " B").append(i);
      }
    }
    return names.isEmpty() ? "-" : names.toString();
  }
}
