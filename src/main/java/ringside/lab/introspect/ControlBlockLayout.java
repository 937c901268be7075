package ringside.lab.introspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.svm.ExitCode;
import ringside.emulator.svm.Vmcb;
import ringside.emulator.svm.VmcbView;
import ringside.emulator.vmx.VmcsField;
import ringside.emulator.vmx.VmcsView;
import ringside.emulator.vmx.VmxCapabilities;
import ringside.emulator.vmx.VmxControl;

/**
 * The fields of a processor's VMCS or VMCB, for who has only their values: names, places and what
 * their bits are.
 *
 * @param technology {@code VMX} or {@code SVM}
 */
public record ControlBlockLayout(String technology, List<Field> fields) {
  /** Bytes 16 of a segment register in a VMCB are four fields. */
  private static final int SEGMENT = 16;

  /**
   * One field.
   *
   * @param code encoding in a VMCS, offset in a VMCB
   * @param size bytes
   * @param area group that it belongs to, lower case: {@code guest_state}, {@code intercepts}
   * @param bits of a field of controls or intercepts
   */
  public record Field(int code, int size, String name, String area, @Nullable List<Bit> bits) {}

  /**
   * A control or an intercept.
   *
   * @param fixed the value that software cannot change; null where it may choose
   */
  public record Bit(int at, String name, @Nullable Integer fixed) {}

  public ControlBlockLayout {
    fields = List.copyOf(fields);
  }

  /** Of the processors of a model; null if they have no virtualization. */
  public static @Nullable ControlBlockLayout of(CpuModel model) {
    if (model.has(CpuFeature.VMX)) {
      return new ControlBlockLayout("VMX", vmcs(VmxCapabilities.of(model)));
    }
    return model.has(CpuFeature.SVM) ? new ControlBlockLayout("SVM", vmcb()) : null;
  }

  private static List<Field> vmcs(VmxCapabilities capabilities) {
    List<Field> fields = new ArrayList<>();
    for (VmcsField field : VmcsField.values()) {
      if (capabilities.has(field)) {
        fields.add(
            new Field(
                field.encoding(),
                field.width().bytes(),
                field.name(),
                VmcsView.Area.of(field).name().toLowerCase(Locale.ROOT),
                controls(field, capabilities)));
      }
    }
    return fields;
  }

  private static @Nullable List<Bit> controls(VmcsField field, VmxCapabilities capabilities) {
    VmxControl.Group group = VmxControl.Group.of(field);
    if (group == null) {
      return null;
    }
    List<Bit> bits = new ArrayList<>();
    for (VmxControl control : VmxControl.values()) {
      if (control.group() == group) {
        boolean free = capabilities.permits0(control) && capabilities.permits1(control);
        Integer fixed = free ? null : capabilities.permits1(control) ? 1 : 0;
        bits.add(new Bit(Integer.numberOfTrailingZeros(control.mask()), control.title(), fixed));
      }
    }
    bits.sort(Comparator.comparingInt(Bit::at));
    return bits;
  }

  private static List<Field> vmcb() {
    List<Field> fields = new ArrayList<>();
    for (VmcbView.Place place : VmcbView.PLACES) {
      if (place.size() == SEGMENT) {
        addRegister(fields, place);
      } else {
        List<Bit> bits = place.group().equals("intercepts") ? intercepts(place.offset()) : null;
        fields.add(new Field(place.offset(), place.size(), place.name(), place.group(), bits));
      }
    }
    return fields;
  }

  private static void addRegister(List<Field> fields, VmcbView.Place place) {
    boolean table = place.name().endsWith("DTR") && !place.name().equals("LDTR");
    if (!table) {
      fields.add(part(place, Vmcb.SELECTOR, 2, ".selector"));
      fields.add(part(place, Vmcb.ATTRIBUTES, 2, ".attrib"));
    }
    fields.add(part(place, Vmcb.LIMIT, 4, ".limit"));
    fields.add(part(place, Vmcb.BASE, 8, ".base"));
  }

  private static Field part(VmcbView.Place place, int at, int size, String name) {
    return new Field(place.offset() + at, size, place.name() + name, place.group(), null);
  }

  private static List<Bit> intercepts(int offset) {
    List<Bit> bits = new ArrayList<>();
    for (int at = 0; at < 32; at++) {
      bits.add(new Bit(at, ExitCode.name((offset - Vmcb.INTERCEPTS) * 8 + at), null));
    }
    return bits;
  }
}
