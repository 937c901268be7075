package ringside.emulator.svm;

import java.util.ArrayList;
import java.util.List;
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
  private static final List<String> SEGMENTS = List.of("ES", "CS", "SS", "DS", "FS", "GS");

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
    return new VmcbView(
        address,
        current,
        exit(reader),
        List.of(
            new Group("intercepts", intercepts(reader)),
            new Group("controls", controls(reader)),
            new Group("exit", exitFields(reader)),
            new Group("segments", segments(reader)),
            new Group("registers", registers(reader)),
            new Group("system", system(reader))));
  }

  private record Reader(PhysicalMemory memory, long address) {
    long value(int offset, int size) {
      return memory.load(address + offset, size);
    }

    Field field(String name, int offset, int size) {
      return new Field(name, offset, size, value(offset, size), List.of());
    }

    Field field(String name, int offset) {
      return field(name, offset, 8);
    }
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

  private static List<Field> intercepts(Reader reader) {
    List<Field> fields = new ArrayList<>();
    List<String> names = List.of("CR", "DR", "EXCEPTIONS", "INSTRUCTIONS_1", "INSTRUCTIONS_2");
    for (int word = 0; word < names.size(); word++) {
      long bits = reader.value(Vmcb.INTERCEPTS + 4 * word, 4);
      List<String> asked = new ArrayList<>();
      for (int bit = 0; bit < 32; bit++) {
        if ((bits >>> bit & 1) != 0) {
          asked.add(ExitCode.name(word * 32 + bit));
        }
      }
      fields.add(new Field(names.get(word), Vmcb.INTERCEPTS + 4 * word, 4, bits, asked));
    }
    return fields;
  }

  private static List<Field> controls(Reader reader) {
    return List.of(
        reader.field("IOPM_BASE_PA", Vmcb.IOPM_BASE),
        reader.field("MSRPM_BASE_PA", Vmcb.MSRPM_BASE),
        reader.field("TSC_OFFSET", Vmcb.TSC_OFFSET),
        reader.field("ASID", Vmcb.ASID, 4),
        reader.field("TLB_CONTROL", Vmcb.TLB_CONTROL, 1),
        virtualInterrupt(reader),
        reader.field("INTERRUPT_SHADOW", Vmcb.INTERRUPT_SHADOW),
        reader.field("NP_ENABLE", Vmcb.NESTED_PAGING),
        reader.field("N_CR3", Vmcb.NESTED_CR3),
        reader.field("EVENTINJ", Vmcb.EVENT_INJECTION),
        reader.field("PAUSE_FILTER_COUNT", Vmcb.PAUSE_FILTER_COUNT, 2),
        reader.field("PAUSE_FILTER_THRESHOLD", Vmcb.PAUSE_FILTER_THRESHOLD, 2),
        reader.field("CLEAN_BITS", Vmcb.CLEAN_BITS, 4));
  }

  private static Field virtualInterrupt(Reader reader) {
    long value = reader.value(Vmcb.VIRTUAL_INTERRUPT, 8);
    List<String> parts = new ArrayList<>();
    parts.add("V_TPR=" + (value & Vmcb.V_TPR));
    if ((value & Vmcb.V_IRQ) != 0) {
      parts.add("V_IRQ");
    }
    if ((value & Vmcb.V_IGN_TPR) != 0) {
      parts.add("V_IGN_TPR");
    }
    if ((value & Vmcb.V_INTR_MASKING) != 0) {
      parts.add("V_INTR_MASKING");
    }
    parts.add("V_INTR_PRIO=" + (value >>> Vmcb.V_INTR_PRIO_SHIFT & 0xF));
    parts.add("V_INTR_VECTOR=" + (value >>> Vmcb.V_INTR_VECTOR_SHIFT & 0xFF));
    return new Field("V_INTR", Vmcb.VIRTUAL_INTERRUPT, 8, value, parts);
  }

  private static List<Field> exitFields(Reader reader) {
    return List.of(
        reader.field("EXITCODE", Vmcb.EXIT_CODE),
        reader.field("EXITINFO1", Vmcb.EXIT_INFO_1),
        reader.field("EXITINFO2", Vmcb.EXIT_INFO_2),
        reader.field("EXITINTINFO", Vmcb.EXIT_INT_INFO),
        reader.field("NRIP", Vmcb.NEXT_RIP),
        reader.field("BYTES_FETCHED", Vmcb.BYTES_FETCHED, 1));
  }

  private static List<Field> segments(Reader reader) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < SEGMENTS.size(); i++) {
      fields.add(segment(reader, SEGMENTS.get(i), Vmcb.SEGMENTS + 16 * i));
    }
    fields.add(segment(reader, "GDTR", Vmcb.GDTR));
    fields.add(segment(reader, "LDTR", Vmcb.LDTR));
    fields.add(segment(reader, "IDTR", Vmcb.IDTR));
    fields.add(segment(reader, "TR", Vmcb.TR));
    return fields;
  }

  private static Field segment(Reader reader, String name, int at) {
    return new Field(
        name,
        at,
        16,
        reader.value(at + Vmcb.SELECTOR, 2),
        List.of(
            "attributes=" + Long.toHexString(reader.value(at + Vmcb.ATTRIBUTES, 2)),
            "limit=" + Long.toHexString(reader.value(at + Vmcb.LIMIT, 4)),
            "base=" + Long.toHexString(reader.value(at + Vmcb.BASE, 8))));
  }

  private static List<Field> registers(Reader reader) {
    return List.of(
        reader.field("RIP", Vmcb.RIP),
        reader.field("RSP", Vmcb.RSP),
        reader.field("RAX", Vmcb.RAX),
        reader.field("RFLAGS", Vmcb.RFLAGS),
        reader.field("CPL", Vmcb.CPL, 1),
        reader.field("CR0", Vmcb.CR0),
        reader.field("CR2", Vmcb.CR2),
        reader.field("CR3", Vmcb.CR3),
        reader.field("CR4", Vmcb.CR4),
        reader.field("EFER", Vmcb.EFER),
        reader.field("DR6", Vmcb.DR6),
        reader.field("DR7", Vmcb.DR7),
        reader.field("G_PAT", Vmcb.G_PAT));
  }

  private static List<Field> system(Reader reader) {
    return List.of(
        reader.field("STAR", Vmcb.STAR),
        reader.field("LSTAR", Vmcb.LSTAR),
        reader.field("CSTAR", Vmcb.CSTAR),
        reader.field("SFMASK", Vmcb.SFMASK),
        reader.field("KernelGsBase", Vmcb.KERNEL_GS_BASE),
        reader.field("SYSENTER_CS", Vmcb.SYSENTER_CS),
        reader.field("SYSENTER_ESP", Vmcb.SYSENTER_ESP),
        reader.field("SYSENTER_EIP", Vmcb.SYSENTER_EIP));
  }
}
