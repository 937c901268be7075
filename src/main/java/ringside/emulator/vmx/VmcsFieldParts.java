package ringside.emulator.vmx;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.cpu.SegmentRegister;

/**
 * What the bits of a VMCS field mean, in the manual's own words (SDM, "Guest-State Area" and on).
 */
final class VmcsFieldParts {
  private static final String[] ACTIVITY = {"active", "HLT", "shutdown", "wait-for-SIPI"};
  private static final String[] BLOCKING = {
    "blocking by STI", "blocking by MOV SS", "blocking by SMI", "blocking by NMI"
  };
  private static final String[] EVENTS = {
    "external interrupt",
    "reserved type",
    "NMI",
    "hardware exception",
    "software interrupt",
    "privileged software exception",
    "software exception",
    "other event"
  };
  private static final String[] VECTORS = {
    "#DE",
    "#DB",
    "NMI",
    "#BP",
    "#OF",
    "#BR",
    "#UD",
    "#NM",
    "#DF",
    "vector 9",
    "#TS",
    "#NP",
    "#SS",
    "#GP",
    "#PF",
    "vector 15",
    "#MF",
    "#AC",
    "#MC",
    "#XM",
    "#VE",
    "#CP"
  };

  private VmcsFieldParts() {}

  static List<String> of(VmcsField field, long value) {
    return switch (field) {
      case EXCEPTION_BITMAP -> vectors(value);
      case GUEST_INTERRUPTIBILITY_STATE -> bits(value, BLOCKING);
      case GUEST_ACTIVITY_STATE ->
          value < ACTIVITY.length ? List.of(ACTIVITY[(int) value]) : List.of();
      case ENTRY_INTERRUPTION_INFORMATION,
          EXIT_INTERRUPTION_INFORMATION,
          IDT_VECTORING_INFORMATION ->
          event(new Interruption((int) value));
      case EPT_POINTER -> eptPointer(value);
      case EXIT_REASON -> reason((int) value);
      case GUEST_PENDING_DEBUG_EXCEPTIONS -> pendingDebug(value);
      case GUEST_ES_ACCESS_RIGHTS,
          GUEST_CS_ACCESS_RIGHTS,
          GUEST_SS_ACCESS_RIGHTS,
          GUEST_DS_ACCESS_RIGHTS,
          GUEST_FS_ACCESS_RIGHTS,
          GUEST_GS_ACCESS_RIGHTS,
          GUEST_LDTR_ACCESS_RIGHTS,
          GUEST_TR_ACCESS_RIGHTS ->
          accessRights((int) value);
      default -> List.of();
    };
  }

  /** The names of the bits that are 1; an empty one is not told. */
  private static List<String> bits(long value, String... names) {
    List<String> set = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if ((value >>> i & 1) != 0 && !names[i].isEmpty()) {
        set.add(names[i]);
      }
    }
    return set;
  }

  private static List<String> vectors(long bitmap) {
    List<String> asked = new ArrayList<>();
    for (int vector = 0; vector < 32; vector++) {
      if ((bitmap >>> vector & 1) != 0) {
        asked.add(vector < VECTORS.length ? VECTORS[vector] : "vector " + vector);
      }
    }
    return asked;
  }

  private static List<String> event(Interruption event) {
    if (!event.valid()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    parts.add(EVENTS[event.type().ordinal()]);
    parts.add("vector=0x" + Integer.toHexString(event.vector()));
    if (event.hasErrorCode()) {
      parts.add("error code");
    }
    return parts;
  }

  private static List<String> eptPointer(long eptp) {
    List<String> parts = new ArrayList<>();
    parts.add("memory type=" + (eptp & 7));
    parts.add("walk length=" + ((eptp >>> 3 & 7) + 1));
    if ((eptp & 1 << 6) != 0) {
      parts.add("accessed and dirty flags");
    }
    return parts;
  }

  private static List<String> reason(int value) {
    ExitReason reason = ExitReason.of(value & 0xFFFF);
    List<String> parts = new ArrayList<>();
    if (reason != null) {
      parts.add(reason.name());
    }
    if (value < 0) {
      parts.add("VM-entry failure");
    }
    return parts;
  }

  private static List<String> pendingDebug(long value) {
    List<String> parts = new ArrayList<>(bits(value, "B0", "B1", "B2", "B3"));
    if ((value & 1 << 12) != 0) {
      parts.add("enabled breakpoint");
    }
    if ((value & 1 << 14) != 0) {
      parts.add("BS");
    }
    return parts;
  }

  private static List<String> accessRights(int value) {
    if ((value & SegmentRegister.UNUSABLE) != 0) {
      return List.of("unusable");
    }
    List<String> parts = new ArrayList<>();
    parts.add("type=" + (value & 0xF));
    parts.add("DPL=" + (value >>> 5 & 3));
    parts.addAll(bits(value >>> 4, "S", "", "", "P", "", "", "", "", "AVL", "L", "D/B", "G"));
    return parts;
  }
}
