package ringside.emulator.vmx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.trace.TraceEvent;

/**
 * The current VMCS as plain data to look at: fields in the groups of the manual, controls with what
 * the processor allows for each. Reading it changes nothing and tells nobody.
 *
 * @param address physical
 * @param launched launch state
 * @param running whether its guest runs now, so that the processor has newer values
 * @param exit the last exit or failed entry; null if there was none
 */
public record VmcsView(
    long address,
    boolean launched,
    boolean running,
    TraceEvent.@Nullable VmExit exit,
    List<Group> groups) {

  /** SDM, "Organization of VMCS Data". */
  public enum Area {
    GUEST_STATE,
    HOST_STATE,
    EXECUTION_CONTROLS,
    EXIT_CONTROLS,
    ENTRY_CONTROLS,
    EXIT_INFORMATION;

    /** Where the manual has a field. */
    public static Area of(VmcsField field) {
      return switch (field) {
        case EXIT_CONTROLS,
            EXIT_MSR_STORE_COUNT,
            EXIT_MSR_STORE_ADDRESS,
            EXIT_MSR_LOAD_COUNT,
            EXIT_MSR_LOAD_ADDRESS ->
            EXIT_CONTROLS;
        case ENTRY_CONTROLS,
            ENTRY_MSR_LOAD_COUNT,
            ENTRY_MSR_LOAD_ADDRESS,
            ENTRY_INTERRUPTION_INFORMATION,
            ENTRY_EXCEPTION_ERROR_CODE,
            ENTRY_INSTRUCTION_LENGTH ->
            ENTRY_CONTROLS;
        default ->
            switch (field.type()) {
              case CONTROL -> EXECUTION_CONTROLS;
              case READ_ONLY -> EXIT_INFORMATION;
              case GUEST_STATE -> GUEST_STATE;
              case HOST_STATE -> HOST_STATE;
            };
      };
    }
  }

  /** Fields that belong together, in the order of their encodings. */
  public record Group(Area area, List<Field> fields) {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  /**
   * One field.
   *
   * @param value zero-extended
   * @param parts what its bits mean, where they have a meaning of their own: {@code DPL=3}
   * @param controls the bits of a field of controls, from bit 0 on; of other fields none
   */
  public record Field(VmcsField field, long value, List<String> parts, List<Control> controls) {
    public Field {
      parts = List.copyOf(parts);
      controls = List.copyOf(controls);
    }
  }

  /**
   * One control.
   *
   * @param mayBe0 whether the capability MSRs let software clear it
   * @param mayBe1 whether they let software set it
   */
  public record Control(VmxControl control, boolean on, boolean mayBe0, boolean mayBe1) {}

  public VmcsView {
    groups = List.copyOf(groups);
  }

  /** The current VMCS of a processor; null if there is none. */
  public static @Nullable VmcsView of(LogicalProcessor cpu) {
    if (!(cpu.virtualization() instanceof Vmx vmx) || !vmx.vmcs().isCurrent()) {
      return null;
    }
    Vmcs vmcs = vmx.vmcs();
    Map<Area, List<Field>> fields = new EnumMap<>(Area.class);
    for (VmcsField field : VmcsField.values()) {
      if (vmx.capabilities().has(field)) {
        long value = vmcs.get(field);
        fields
            .computeIfAbsent(Area.of(field), _ -> new ArrayList<>())
            .add(
                new Field(
                    field,
                    value,
                    VmcsFieldParts.of(field, value),
                    controls(field, (int) value, vmx.capabilities())));
      }
    }
    // Reason 0 always comes with an event.
    boolean left =
        vmcs.get(VmcsField.EXIT_REASON) != 0
            || new Interruption(vmcs.get32(VmcsField.EXIT_INTERRUPTION_INFORMATION)).valid();
    return new VmcsView(
        vmcs.pointer(),
        vmcs.launched(),
        vmx.inGuest(),
        left ? VmExits.describe(vmcs) : null,
        fields.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList());
  }

  /** What a field of controls holds; none for other fields. */
  private static List<Control> controls(VmcsField field, int value, VmxCapabilities capabilities) {
    List<Control> controls = new ArrayList<>();
    VmxControl.Group group = VmxControl.Group.of(field);
    if (group != null) {
      for (VmxControl control : VmxControl.values()) {
        if (control.group() == group) {
          boolean on = (value & control.mask()) != 0;
          boolean mayBe0 = capabilities.permits0(control);
          controls.add(new Control(control, on, mayBe0, capabilities.permits1(control)));
        }
      }
    }
    return controls;
  }
}
