package ringside.emulator.svm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.memory.PhysicalMemory;

/**
 * A VMCB as plain data to look at: fields in groups, by the names of the manual. Reading it changes
 * nothing and tells nobody.
 *
 * @param address physical
 * @param current whether its guest runs now, so that the processor has newer values
 * @param exit the last exit
 */
public record VmcbView(long address, boolean current, Exit exit, List<Group> groups) {
  /**
   * Where a field is.
   *
   * @param group that it belongs to
   * @param offset in the VMCB, bytes
   * @param size bytes; 16 for a segment or table register: selector, attributes, limit and base
   */
  public record Place(String group, String name, int offset, int size) {}

  // spotless:off
  /** Every field that is shown, in the order of the groups. */
  public static final List<Place> PLACES = List.of(
      new Place("intercepts", "CR",           Vmcb.INTERCEPTS,      4),
      new Place("intercepts", "DR",           Vmcb.INTERCEPTS + 4,  4),
      new Place("intercepts", "EXCEPTIONS",   Vmcb.INTERCEPTS + 8,  4),
      new Place("intercepts", "INSTRUCTIONS_1", Vmcb.INTERCEPTS + 12, 4),
      new Place("intercepts", "INSTRUCTIONS_2", Vmcb.INTERCEPTS + 16, 4),
      new Place("intercepts", "INSTRUCTIONS_3", Vmcb.INTERCEPTS + 20, 4),

      new Place("controls", "IOPM_BASE_PA",   Vmcb.IOPM_BASE,          8),
      new Place("controls", "MSRPM_BASE_PA",  Vmcb.MSRPM_BASE,         8),
      new Place("controls", "TSC_OFFSET",     Vmcb.TSC_OFFSET,         8),
      new Place("controls", "ASID",           Vmcb.ASID,               4),
      new Place("controls", "TLB_CONTROL",    Vmcb.TLB_CONTROL,        1),
      new Place("controls", "V_INTR",         Vmcb.VIRTUAL_INTERRUPT,  8),
      new Place("controls", "INTERRUPT_SHADOW", Vmcb.INTERRUPT_SHADOW, 8),
      new Place("controls", "NP_ENABLE",      Vmcb.NESTED_PAGING,      8),
      new Place("controls", "N_CR3",          Vmcb.NESTED_CR3,         8),
      new Place("controls", "EVENTINJ",       Vmcb.EVENT_INJECTION,    8),
      new Place("controls", "LBR_VIRTUALIZATION_ENABLE", Vmcb.LBR_VIRTUALIZATION, 8),
      new Place("controls", "PAUSE_FILTER_COUNT", Vmcb.PAUSE_FILTER_COUNT, 2),
      new Place("controls", "PAUSE_FILTER_THRESHOLD", Vmcb.PAUSE_FILTER_THRESHOLD, 2),
      new Place("controls", "CLEAN_BITS",     Vmcb.CLEAN_BITS,         4),

      new Place("exit", "EXITCODE",           Vmcb.EXIT_CODE,          8),
      new Place("exit", "EXITINFO1",          Vmcb.EXIT_INFO_1,        8),
      new Place("exit", "EXITINFO2",          Vmcb.EXIT_INFO_2,        8),
      new Place("exit", "EXITINTINFO",        Vmcb.EXIT_INT_INFO,      8),
      new Place("exit", "NRIP",               Vmcb.NEXT_RIP,           8),
      new Place("exit", "BYTES_FETCHED",      Vmcb.BYTES_FETCHED,      1),

      new Place("segments", "ES",             Vmcb.SEGMENTS,           16),
      new Place("segments", "CS",             Vmcb.SEGMENTS + 16,      16),
      new Place("segments", "SS",             Vmcb.SEGMENTS + 32,      16),
      new Place("segments", "DS",             Vmcb.SEGMENTS + 48,      16),
      new Place("segments", "FS",             Vmcb.SEGMENTS + 64,      16),
      new Place("segments", "GS",             Vmcb.SEGMENTS + 80,      16),
      new Place("segments", "GDTR",           Vmcb.GDTR,               16),
      new Place("segments", "LDTR",           Vmcb.LDTR,               16),
      new Place("segments", "IDTR",           Vmcb.IDTR,               16),
      new Place("segments", "TR",             Vmcb.TR,                 16),

      new Place("registers", "RIP",           Vmcb.RIP,                8),
      new Place("registers", "RSP",           Vmcb.RSP,                8),
      new Place("registers", "RAX",           Vmcb.RAX,                8),
      new Place("registers", "RFLAGS",        Vmcb.RFLAGS,             8),
      new Place("registers", "CPL",           Vmcb.CPL,                1),
      new Place("registers", "CR0",           Vmcb.CR0,                8),
      new Place("registers", "CR2",           Vmcb.CR2,                8),
      new Place("registers", "CR3",           Vmcb.CR3,                8),
      new Place("registers", "CR4",           Vmcb.CR4,                8),
      new Place("registers", "EFER",          Vmcb.EFER,               8),
      new Place("registers", "DR6",           Vmcb.DR6,                8),
      new Place("registers", "DR7",           Vmcb.DR7,                8),
      new Place("registers", "G_PAT",         Vmcb.G_PAT,              8),

      new Place("system", "STAR",             Vmcb.STAR,               8),
      new Place("system", "LSTAR",            Vmcb.LSTAR,              8),
      new Place("system", "CSTAR",            Vmcb.CSTAR,              8),
      new Place("system", "SFMASK",           Vmcb.SFMASK,             8),
      new Place("system", "KernelGsBase",     Vmcb.KERNEL_GS_BASE,     8),
      new Place("system", "SYSENTER_CS",      Vmcb.SYSENTER_CS,        8),
      new Place("system", "SYSENTER_ESP",     Vmcb.SYSENTER_ESP,       8),
      new Place("system", "SYSENTER_EIP",     Vmcb.SYSENTER_EIP,       8));
  // spotless:on

  /** Fields that belong together. */
  public record Group(String name, List<Field> fields) {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  /**
   * One field.
   *
   * @param offset in the VMCB, bytes
   * @param size bytes
   * @param parts what its bits mean: names of intercepts, {@code V_IRQ}, {@code base=0}
   */
  public record Field(String name, int offset, int size, long value, List<String> parts) {
    public Field {
      parts = List.copyOf(parts);
    }
  }

  /** EXITCODE and what came with it. */
  public record Exit(
      long code, String name, long information1, long information2, long event, long nextRip) {}

  public VmcbView {
    groups = List.copyOf(groups);
  }

  /** The VMCB whose guest runs or ran last on a processor; null if none has yet. */
  public static @Nullable VmcbView lastOf(LogicalProcessor cpu, PhysicalMemory memory) {
    SecureVirtualMachine svm = SecureVirtualMachine.find(cpu);
    if (svm == null || svm.controls().vmcb() == 0) {
      return null;
    }
    return of(memory, svm.controls().vmcb(), cpu.guest() != null);
  }

  /** The VMCB at an address. */
  public static VmcbView of(PhysicalMemory memory, long address, boolean current) {
    Reader reader = new Reader(memory, address);
    Map<String, List<Field>> groups = new LinkedHashMap<>();
    for (Place place : PLACES) {
      groups.computeIfAbsent(place.group(), _ -> new ArrayList<>()).add(field(reader, place));
    }
    return new VmcbView(
        address,
        current,
        exit(reader),
        groups.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList());
  }

  private record Reader(PhysicalMemory memory, long address) {
    long value(int offset, int size) {
      return memory.load(address + offset, size);
    }
  }

  private static Field field(Reader reader, Place place) {
    int at = place.offset();
    boolean segment = place.size() == 16;
    long value = reader.value(at, segment ? 2 : place.size());
    List<String> parts =
        segment
            ? segment(reader, at)
            : switch (at) {
              case Vmcb.VIRTUAL_INTERRUPT -> virtualInterrupt(value);
              case Vmcb.EXIT_CODE -> List.of(ExitCode.name((int) value));
              default -> place.group().equals("intercepts") ? intercepts(at, value) : List.of();
            };
    return new Field(place.name(), at, place.size(), value, parts);
  }

  private static Exit exit(Reader reader) {
    long code = reader.value(Vmcb.EXIT_CODE, 8);
    return new Exit(
        code,
        ExitCode.name((int) code),
        reader.value(Vmcb.EXIT_INFO_1, 8),
        reader.value(Vmcb.EXIT_INFO_2, 8),
        reader.value(Vmcb.EXIT_INT_INFO, 8),
        reader.value(Vmcb.NEXT_RIP, 8));
  }

  /** The names of the codes whose bits are set in an intercept word. */
  private static List<String> intercepts(int offset, long bits) {
    List<String> asked = new ArrayList<>();
    for (int bit = 0; bit < 32; bit++) {
      if ((bits >>> bit & 1) != 0) {
        asked.add(ExitCode.name((offset - Vmcb.INTERCEPTS) * 8 + bit));
      }
    }
    return asked;
  }

  private static List<String> virtualInterrupt(long value) {
    List<String> parts = new ArrayList<>();
    parts.add("V_TPR=" + (value & Vmcb.V_TPR));
    if ((value & Vmcb.V_IRQ) != 0) {
      parts.add("V_IRQ");
    }
    if ((value & Vmcb.V_GIF) != 0) {
      parts.add("V_GIF");
    }
    if ((value & Vmcb.V_IGN_TPR) != 0) {
      parts.add("V_IGN_TPR");
    }
    if ((value & Vmcb.V_INTR_MASKING) != 0) {
      parts.add("V_INTR_MASKING");
    }
    if ((value & Vmcb.V_GIF_ENABLE) != 0) {
      parts.add("V_GIF_ENABLE");
    }
    parts.add("V_INTR_PRIO=" + (value >>> Vmcb.V_INTR_PRIO_SHIFT & 0xF));
    parts.add("V_INTR_VECTOR=" + (value >>> Vmcb.V_INTR_VECTOR_SHIFT & 0xFF));
    return parts;
  }

  private static List<String> segment(Reader reader, int at) {
    return List.of(
        "attributes=" + Long.toHexString(reader.value(at + Vmcb.ATTRIBUTES, 2)),
        "limit=" + Long.toHexString(reader.value(at + Vmcb.LIMIT, 4)),
        "base=" + Long.toHexString(reader.value(at + Vmcb.BASE, 8)));
  }
}
