package ringside.lab.recording;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import ringside.emulator.trace.TraceEvent;
import ringside.emulator.trace.TraceEvent.ControlRegister;
import ringside.emulator.trace.TraceEvent.DescriptorTable;
import ringside.emulator.trace.TraceEvent.Dma;
import ringside.emulator.trace.TraceEvent.ExceptionRaised;
import ringside.emulator.trace.TraceEvent.ExternalInterrupt;
import ringside.emulator.trace.TraceEvent.Gate;
import ringside.emulator.trace.TraceEvent.Halt;
import ringside.emulator.trace.TraceEvent.Injection;
import ringside.emulator.trace.TraceEvent.MemoryMappedIo;
import ringside.emulator.trace.TraceEvent.ModelSpecificRegister;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;
import ringside.emulator.trace.TraceEvent.PageWalk;
import ringside.emulator.trace.TraceEvent.PageWalk.Reference;
import ringside.emulator.trace.TraceEvent.PortIo;
import ringside.emulator.trace.TraceEvent.Return;
import ringside.emulator.trace.TraceEvent.Ring;
import ringside.emulator.trace.TraceEvent.Shutdown;
import ringside.emulator.trace.TraceEvent.SoftwareInterrupt;
import ringside.emulator.trace.TraceEvent.SwapGs;
import ringside.emulator.trace.TraceEvent.TlbFlush;
import ringside.emulator.trace.TraceEvent.VmEntry;
import ringside.emulator.trace.TraceEvent.VmExit;
import ringside.emulator.trace.TraceEvent.VmxInstruction;

/** The line of an event in the grammar of the course's domain reference, and its fields. */
public final class EventText {
  private static final int UART_DATA = 0x3F8;

  private static final String[] VECTORS = {
    "#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "#CSO", "#TS", "#NP", "#SS",
    "#GP", "#PF", "15", "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"
  };

  private EventText() {}

  /** {@code RING 3->0 via SYSCALL}. */
  public static String line(TraceEvent event) {
    return switch (event) {
      case Ring e -> "RING " + e.from() + "->" + e.to() + " via " + word(e.via());
      case ExceptionRaised e -> exception(e);
      case SoftwareInterrupt e -> "INT " + hex(e.vector()) + " gate.dpl=" + e.gateDpl();
      case ExternalInterrupt e -> "IRQ " + hex(e.vector()) + " " + e.source();
      case Return e -> e.via() + " " + e.from() + "->" + e.to();
      case ControlRegister e -> "CR" + e.number() + " " + hex(e.before()) + "->" + hex(e.after());
      case ModelSpecificRegister e ->
          "MSR "
              + wide(Integer.toUnsignedLong(e.index()))
              + (e.write() ? " <- " : " -> ")
              + wide(e.after());
      case DescriptorTable e -> descriptorTable(e);
      case SwapGs e -> "SWAPGS";
      case TlbFlush e -> "TLB flush " + (e.all() ? "all" : wide(e.linear()));
      case PageWalk e ->
          "WALK 1D refs="
              + e.references().size()
              + " "
              + wide(e.linear())
              + (e.physical() == -1 ? "->fault" : "->" + wide(e.physical()));
      case PortIo e -> "PIO " + (e.out() ? "out " : "in ") + hex(e.port()) + " " + portValue(e);
      case MemoryMappedIo e ->
          "MMIO "
              + (e.write() ? "out " : "in ")
              + wide(e.physical())
              + " size="
              + e.size()
              + " "
              + hex(e.value())
              + " "
              + e.device();
      case Halt e -> "HLT IF=" + (e.interruptsEnabled() ? 1 : 0);
      case Shutdown e -> "SHUTDOWN " + e.reason();
      case Dma e ->
          "DMA "
              + e.device()
              + (e.toMemory() ? "->" : "<-")
              + wide(e.physical())
              + " len="
              + e.length();
      case VmxInstruction e -> "VMX " + e.instruction() + " " + result(e);
      case VmEntry e ->
          "VMENTRY "
              + e.instruction()
              + (e.injection() == 0 ? "" : " inject=0x" + wide(e.injection()));
      case VmExit e -> exit(e);
      case Injection e ->
          "INJECT "
              + hex(e.vector())
              + (e.errorCode() < 0 ? "" : " err=" + Long.toHexString(e.errorCode()));
      case NestedPageWalk e ->
          "WALK 2D refs="
              + e.references().size()
              + " "
              + wide(e.linear())
              + "->"
              + wide(e.guestPhysical())
              + (e.physical() == -1 ? "->fault" : "->" + wide(e.physical()));
    };
  }

  /**
   * The fields of an event, named as the components of its record: whole numbers are {@link Long},
   * enums their names.
   */
  public static Map<String, Object> fields(TraceEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      try {
        fields.put(component.getName(), plain(component.getAccessor().invoke(event)));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }
    return fields;
  }

  /** Names of the components that are 64 bits wide and go over the wire as hex. */
  static boolean isWide(TraceEvent event, String field) {
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      if (component.getName().equals(field)) {
        return component.getType() == long.class;
      }
    }
    return false;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Integer i -> Integer.toUnsignedLong(i);
      case Enum<?> e -> e.name();
      case List<?> references ->
          references.stream().map(EventText::reference).collect(Collectors.joining(" "));
      default -> value;
    };
  }

  /** {@code level:address:entry}; a nested reference has an {@code n} in front of its level. */
  private static String reference(Object reference) {
    return switch (reference) {
      case Reference r -> reference("", r.level(), r.address(), r.entry());
      case NestedPageWalk.Reference r ->
          reference(r.nested() ? "n" : "", r.level(), r.address(), r.entry());
      default -> throw new IllegalArgumentException(reference.toString());
    };
  }

  private static String reference(String mark, int level, long address, long entry) {
    return mark + level + ":" + Long.toHexString(address) + ":" + Long.toHexString(entry);
  }

  private static String result(VmxInstruction e) {
    return switch (e.result()) {
      case SUCCEED -> "ok";
      case FAIL_INVALID -> "VMfailInvalid";
      case FAIL_VALID -> "VMfailValid err=" + e.error();
    };
  }

  /**
   * {@code VMEXIT 30 IO qual=0x03F80000 len=1}, {@code VMEXIT 7Bh IOIO info1=0x03F80210
   * info2=0x00400002}, {@code VMEXIT 48 EPT qual=0x182 gpa=D0000000}.
   */
  private static String exit(VmExit e) {
    return switch (e.technology()) {
      case VMX ->
          "VMEXIT "
              + (e.reason() >>> 31 == 0 ? Long.toString(e.reason()) : "0x" + wide(e.reason()))
              + (e.name().isEmpty() ? "" : " " + e.name())
              + " qual="
              + qualification(e.qualification())
              + (e.information() == 0 ? "" : " gpa=" + wide(e.information()))
              + (e.instructionLength() == 0 ? "" : " len=" + e.instructionLength())
              + (e.interruption() == 0 ? "" : " info=0x" + wide(e.interruption()));
      case SVM ->
          "VMEXIT "
              + (e.reason() == -1
                  ? "-1"
                  : Long.toHexString(e.reason()).toUpperCase(Locale.ROOT) + "h")
              + (e.name().isEmpty() ? "" : " " + e.name())
              + (e.qualification() == 0 ? "" : " info1=" + qualification(e.qualification()))
              + (e.information() == 0 ? "" : " info2=0x" + wide(e.information()));
    };
  }

  /** Eight digits once there are more than three: I/O qualifications begin with the port. */
  private static String qualification(long value) {
    if (value == 0) {
      return "0";
    }
    return Long.compareUnsigned(value, 0xFFF) <= 0 ? hex(value) : "0x" + wide(value);
  }

  private static String exception(ExceptionRaised e) {
    String name = e.vector() < VECTORS.length ? VECTORS[e.vector()] : hex(e.vector());
    if (e.vector() == 14) {
      return "EXC #PF(err=" + Long.toHexString(e.errorCode()) + ") cr2=" + wide(e.cr2());
    }
    String code = e.errorCode() == 0 ? "0" : hex(e.errorCode());
    return "EXC " + name + (e.hasErrorCode() ? "(" + code + ")" : "") + " rip=" + wide(e.rip());
  }

  private static String descriptorTable(DescriptorTable e) {
    return switch (e.table()) {
      case GDTR -> "LGDT base=" + wide(e.base()) + " limit=" + hex(e.limit());
      case IDTR -> "LIDT base=" + wide(e.base()) + " limit=" + hex(e.limit());
      case LDTR -> "LLDT " + hex(e.selector()) + " base=" + wide(e.base());
      case TR -> "LTR " + hex(e.selector()) + " base=" + wide(e.base());
    };
  }

  private static String word(Gate gate) {
    return switch (gate) {
      case INTERRUPT -> "INT";
      case EXCEPTION -> "EXC";
      case EXTERNAL_INTERRUPT -> "IRQ";
      case IRET, SYSCALL, SYSRET, SYSENTER, SYSEXIT -> gate.name();
      case CALL_FAR -> "CALL far";
      case JMP_FAR -> "JMP far";
      case RET_FAR -> "RET far";
      case TASK_SWITCH -> "task switch";
    };
  }

  /** What a learner can read: a character on the console, a number anywhere else. */
  private static String portValue(PortIo e) {
    char c = (char) e.value();
    if (e.port() != UART_DATA || e.size() != 1) {
      return hex(e.value());
    }
    return switch (c) {
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\'' -> "'\\''";
      default -> c >= ' ' && c < 0x7F ? "'" + c + "'" : hex(e.value());
    };
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
  }

  /** Addresses have 8 digits, or 16 where 8 are too few. */
  static String wide(long value) {
    String digits = Long.toHexString(value).toUpperCase(Locale.ROOT);
    int width = digits.length() <= 8 ? 8 : 16;
    return "0".repeat(width - digits.length()) + digits;
  }
}
