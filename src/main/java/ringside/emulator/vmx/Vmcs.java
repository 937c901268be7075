package ringside.emulator.vmx;

import ringside.emulator.bits.Bits;
import ringside.emulator.memory.PhysicalMemory;

/**
 * The current VMCS, decoded (SDM, "Format of the VMCS Region").
 *
 * <p>The manual leaves the layout of the region to the processor, and lets it keep the data of an
 * active VMCS on chip. This processor does so for the one that is current: fields are longs in an
 * array here, and go back to the region when another becomes current, at VMCLEAR and at VMXOFF. In
 * the region the revision identifier is at 0, the abort indicator at 4, the launch state at 8, and
 * each {@link VmcsField} has 8 bytes from 16 on, in the order of the table.
 */
public final class Vmcs {
  /** The current-VMCS pointer while there is none. */
  public static final long NO_VMCS = -1;

  /** Revision identifier, bit 31: a shadow VMCS. */
  static final int SHADOW = 1 << 31;

  /** Areas whose checks a VM entry must make again. */
  static final int CONTROLS_CHANGED = 1;

  static final int HOST_CHANGED = 1 << 1;
  static final int GUEST_CHANGED = 1 << 2;
  private static final int ALL_CHANGED = CONTROLS_CHANGED | HOST_CHANGED | GUEST_CHANGED;

  private static final int ABORT_INDICATOR = 4;
  private static final int LAUNCH_STATE = 8;
  private static final int DATA = 16;
  private static final VmcsField[] FIELDS = VmcsField.values();

  private final PhysicalMemory memory;
  private long pointer = NO_VMCS;
  private boolean shadow;
  private boolean launched;
  private final long[] values = new long[FIELDS.length];

  /** Areas changed by VMWRITE since the last VM entry. */
  private int changed = ALL_CHANGED;

  Vmcs(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Physical address of the region, or {@link #NO_VMCS}. */
  public long pointer() {
    return pointer;
  }

  public boolean isCurrent() {
    return pointer != NO_VMCS;
  }

  /** Whether the revision identifier says that it is a shadow VMCS. */
  boolean isShadow() {
    return shadow;
  }

  /** Launch state: launched, or clear. */
  public boolean launched() {
    return launched;
  }

  void setLaunched(boolean on) {
    launched = on;
  }

  /** The value of a field, zero-extended from its width. */
  public long get(VmcsField field) {
    return values[field.ordinal()];
  }

  /** The value of a field of up to 32 bits. */
  public int get32(VmcsField field) {
    return (int) values[field.ordinal()];
  }

  /** Sets a field; the caller has cut the value to its width. */
  void set(VmcsField field, long value) {
    values[field.ordinal()] = value;
  }

  /** What a secondary control is: 0 while they are not activated. */
  public boolean has(VmxControl control) {
    return (controls(control.group()) & control.mask()) != 0;
  }

  /** A control field. Secondary controls are all 0 unless the primary ones activate them. */
  int controls(VmxControl.Group group) {
    return switch (group) {
      case PIN -> get32(VmcsField.PIN_BASED_CONTROLS);
      case PRIMARY -> get32(VmcsField.PRIMARY_CONTROLS);
      case SECONDARY ->
          get32(VmcsField.PRIMARY_CONTROLS) < 0 ? get32(VmcsField.SECONDARY_CONTROLS) : 0;
      case EXIT -> get32(VmcsField.EXIT_CONTROLS);
      case ENTRY -> get32(VmcsField.ENTRY_CONTROLS);
    };
  }

  // VMREAD and VMWRITE, by encoding.

  /** VMREAD: all of the field, or its upper half. */
  long read(VmcsField field, boolean high) {
    long value = values[field.ordinal()];
    return high ? value >>> 32 : value;
  }

  /** VMWRITE: cut to the width of the field, or its upper half alone. */
  void write(VmcsField field, boolean high, long value) {
    values[field.ordinal()] = merge(values[field.ordinal()], field, high, value);
    changed |= area(field);
  }

  private static long merge(long before, VmcsField field, boolean high, long value) {
    return high
        ? before & 0xFFFF_FFFFL | value << 32
        : Bits.zeroExtend(value, field.width().bytes());
  }

  /** The area whose checks look at a field; 0 where every entry checks it. */
  private static int area(VmcsField field) {
    return switch (field) {
      case GUEST_RIP,
          GUEST_RSP,
          GUEST_INTERRUPTIBILITY_STATE,
          GUEST_ACTIVITY_STATE,
          GUEST_PENDING_DEBUG_EXCEPTIONS,
          VMCS_LINK_POINTER,
          TSC_OFFSET,
          TPR_THRESHOLD,
          ENTRY_INTERRUPTION_INFORMATION,
          ENTRY_EXCEPTION_ERROR_CODE,
          ENTRY_INSTRUCTION_LENGTH ->
          0;
      default ->
          switch (field.type()) {
            case CONTROL -> CONTROLS_CHANGED;
            case HOST_STATE -> HOST_CHANGED;
            case GUEST_STATE -> GUEST_CHANGED;
            case READ_ONLY -> 0;
          };
    };
  }

  /** Whether a VMWRITE changed one of some areas since the last VM entry. */
  boolean changed(int areas) {
    return (changed & areas) != 0;
  }

  void change(int areas) {
    changed |= areas;
  }

  /** The VM entry has found everything in order. */
  void unchange() {
    changed = 0;
  }

  // The region.

  /** Makes a region current, and reads it; the one before goes back to its region. */
  void load(long region) {
    flush();
    pointer = region;
    shadow = ((int) memory.load(region, 4) & SHADOW) != 0;
    launched = memory.load(region + LAUNCH_STATE, 4) != 0;
    for (int i = 0; i < FIELDS.length; i++) {
      values[i] = memory.load(region + DATA + i * 8L, 8);
    }
    changed = ALL_CHANGED;
  }

  /** Writes the data of the current VMCS to its region. */
  void flush() {
    if (pointer == NO_VMCS) {
      return;
    }
    memory.store(pointer + LAUNCH_STATE, 4, launched ? 1 : 0);
    for (int i = 0; i < FIELDS.length; i++) {
      memory.store(pointer + DATA + i * 8L, 8, values[i]);
    }
  }

  /**
   * VMCLEAR of any region: its data is in memory, its launch state clear, and it is not current.
   */
  void clear(long region) {
    if (region == pointer) {
      flush();
      pointer = NO_VMCS;
    }
    memory.store(region + LAUNCH_STATE, 4, 0);
  }

  /** VMXOFF: nothing is current any more. */
  void release() {
    flush();
    pointer = NO_VMCS;
  }

  /** A VMX abort: tells why in the region (SDM, "VMX Aborts"). */
  void abort(int indicator) {
    memory.store(pointer + ABORT_INDICATOR, 4, indicator);
  }

  /** The revision identifier in a region. */
  int revision(long region) {
    return (int) memory.load(region, 4);
  }

  // A VMCS that is not current: the shadow VMCS.

  /** VMREAD of a field of the VMCS in {@code region}. */
  long readShadow(long region, VmcsField field, boolean high) {
    long value = memory.load(region + DATA + field.ordinal() * 8L, 8);
    return high ? value >>> 32 : value;
  }

  /** VMWRITE of a field of the VMCS in {@code region}. */
  void writeShadow(long region, VmcsField field, boolean high, long value) {
    long address = region + DATA + field.ordinal() * 8L;
    memory.store(address, 8, merge(memory.load(address, 8), field, high, value));
  }

  // Snapshots.

  /** Pointer, kind, launch state, areas changed, and the fields. */
  long[] save() {
    long[] all = new long[4 + values.length];
    all[0] = pointer;
    all[1] = shadow ? 1 : 0;
    all[2] = launched ? 1 : 0;
    all[3] = changed;
    System.arraycopy(values, 0, all, 4, values.length);
    return all;
  }

  void restore(long[] saved) {
    pointer = saved[0];
    shadow = saved[1] != 0;
    launched = saved[2] != 0;
    changed = (int) saved[3];
    System.arraycopy(saved, 4, values, 0, values.length);
  }

  /** No VMCS is current, and nothing is written back. */
  void forget() {
    pointer = NO_VMCS;
    changed = ALL_CHANGED;
  }
}
