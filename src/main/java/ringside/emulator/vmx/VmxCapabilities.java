package ringside.emulator.vmx;

import java.util.EnumSet;
import java.util.Set;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;

/**
 * What a processor model can do in VMX operation, as the IA32_VMX_* MSRs report it (SDM, "VMX
 * Capability Reporting Facility"). They are computed from the set of controls that are implemented
 * here: what is not in it cannot be set.
 */
public final class VmxCapabilities {
  /** IA32_VMX_BASIC, the first of the capability MSRs. */
  public static final int IA32_VMX_BASIC = 0x480;

  /** IA32_VMX_VMFUNC, the last of them. */
  public static final int IA32_VMX_VMFUNC = 0x491;

  static final int REVISION = 0x0000_0004;
  static final int CR3_TARGETS = 4;

  /** Longer MSR lists are not loaded or stored; bits 27:25 of IA32_VMX_MISC are 0 for it. */
  static final int MSR_LIST_MAXIMUM = 512;

  /**
   * The preemption timer counts down each time this bit of the TSC changes. Here the TSC counts
   * instructions, not cycles: with a higher bit a guest of a few instructions would take no time.
   */
  static final int PREEMPTION_TIMER_SHIFT = 0;

  static final long CR0_FIXED_TO_1 = 0x8000_0021L;
  static final long CR4_FIXED_TO_1 = 0x2000;

  static final int ACTIVITY_HLT = 1;
  static final int ACTIVITY_SHUTDOWN = 2;
  static final int ACTIVITY_WAIT_FOR_SIPI = 3;

  // IA32_VMX_EPT_VPID_CAP.
  private static final long EPT_EXECUTE_ONLY = 1;
  private static final long EPT_WALK_LENGTH_4 = 1 << 6;
  private static final long EPT_UNCACHEABLE = 1 << 8;
  private static final long EPT_WRITE_BACK = 1 << 14;
  private static final long EPT_PAGE_2M = 1 << 16;
  private static final long EPT_PAGE_1G = 1 << 17;
  private static final long INVEPT = 1 << 20;
  private static final long EPT_ACCESSED_DIRTY = 1 << 21;
  private static final long INVEPT_SINGLE = 1 << 25;
  private static final long INVEPT_ALL = 1 << 26;
  private static final long INVVPID = 1L << 32;
  private static final long INVVPID_TYPES = 0xFL << 40;

  /** The controls of the first processors with VT-x. */
  private static final Set<VmxControl> FIRST_GENERATION =
      EnumSet.of(
          VmxControl.EXTERNAL_INTERRUPT_EXITING,
          VmxControl.NMI_EXITING,
          VmxControl.INTERRUPT_WINDOW_EXITING,
          VmxControl.USE_TSC_OFFSETTING,
          VmxControl.HLT_EXITING,
          VmxControl.INVLPG_EXITING,
          VmxControl.MWAIT_EXITING,
          VmxControl.RDPMC_EXITING,
          VmxControl.RDTSC_EXITING,
          VmxControl.CR3_LOAD_EXITING,
          VmxControl.CR3_STORE_EXITING,
          VmxControl.CR8_LOAD_EXITING,
          VmxControl.CR8_STORE_EXITING,
          VmxControl.USE_TPR_SHADOW,
          VmxControl.MOV_DR_EXITING,
          VmxControl.UNCONDITIONAL_IO_EXITING,
          VmxControl.USE_IO_BITMAPS,
          VmxControl.USE_MSR_BITMAPS,
          VmxControl.MONITOR_EXITING,
          VmxControl.PAUSE_EXITING,
          VmxControl.EXIT_SAVE_DEBUG_CONTROLS,
          VmxControl.HOST_ADDRESS_SPACE_SIZE,
          VmxControl.ACKNOWLEDGE_INTERRUPT_ON_EXIT,
          VmxControl.ENTRY_LOAD_DEBUG_CONTROLS,
          VmxControl.IA32E_MODE_GUEST);

  private static final Set<VmxControl> NOT_IMPLEMENTED =
      EnumSet.of(
          VmxControl.ENTRY_TO_SMM,
          VmxControl.DEACTIVATE_DUAL_MONITOR,
          VmxControl.ENABLE_XSAVES,
          VmxControl.MODE_BASED_EXECUTE);

  private final Set<VmxControl> controls;
  private final int[] settable = new int[VmxControl.Group.values().length];
  private final boolean trueControls;
  private final int physicalAddressBits;

  private VmxCapabilities(Set<VmxControl> controls, int physicalAddressBits) {
    this.controls = controls;
    this.physicalAddressBits = physicalAddressBits;
    this.trueControls = has(VmxControl.ACTIVATE_SECONDARY_CONTROLS);
    for (VmxControl control : controls) {
      settable[control.group().ordinal()] |= control.mask();
    }
  }

  /** The capabilities of a model that has {@link CpuFeature#VMX}. */
  public static VmxCapabilities of(CpuModel model) {
    if (model.name().equals(CpuModel.INTEL_PRESCOTT.name())) {
      return new VmxCapabilities(EnumSet.copyOf(FIRST_GENERATION), model.physicalAddressBits());
    }
    Set<VmxControl> all = EnumSet.complementOf(EnumSet.copyOf(NOT_IMPLEMENTED));
    removeUnless(model.has(CpuFeature.RDRAND), all, VmxControl.RDRAND_EXITING);
    removeUnless(model.has(CpuFeature.RDSEED), all, VmxControl.RDSEED_EXITING);
    removeUnless(model.has(CpuFeature.RDTSCP), all, VmxControl.ENABLE_RDTSCP);
    removeUnless(model.has(CpuFeature.INVPCID), all, VmxControl.ENABLE_INVPCID);
    return new VmxCapabilities(all, model.physicalAddressBits());
  }

  private static void removeUnless(boolean there, Set<VmxControl> from, VmxControl control) {
    if (!there) {
      from.remove(control);
    }
  }

  /** Whether a control can be set to 1. */
  public boolean has(VmxControl control) {
    return controls.contains(control);
  }

  /** Whether the processor has a field of the VMCS. */
  public boolean has(VmcsField field) {
    VmxControl needs = field.needs();
    return needs == null || controls.contains(needs);
  }

  /** Whether all bits of a control field are ones that software may choose. */
  boolean permits(VmxControl.Group group, int value) {
    int mustBe1 = (int) allowed(group, trueControls);
    int mayBe1 = (int) (allowed(group, trueControls) >>> 32);
    return (value & mustBe1) == mustBe1 && (value & ~mayBe1) == 0;
  }

  /** Whether software may clear a control. */
  public boolean permits0(VmxControl control) {
    return ((int) allowed(control.group(), trueControls) & control.mask()) == 0;
  }

  /** Whether software may set a control. */
  public boolean permits1(VmxControl control) {
    return ((int) (allowed(control.group(), trueControls) >>> 32) & control.mask()) != 0;
  }

  /** Bits beyond the physical-address width. */
  long reservedAddressBits() {
    return -1L << physicalAddressBits;
  }

  /** Whether guests may enter this activity state. */
  boolean hasActivity(int state) {
    return state <= ACTIVITY_WAIT_FOR_SIPI;
  }

  /** Whether VM entry injects software events with an instruction length of 0. */
  boolean injectsZeroLength() {
    return trueControls;
  }

  /** Whether VMWRITE writes VM-exit information fields, too. */
  boolean writesExitInformation() {
    return has(VmxControl.VMCS_SHADOWING);
  }

  /** Whether VM exits keep EFER.LMA in "IA-32e mode guest". */
  boolean storesLma() {
    return has(VmxControl.UNRESTRICTED_GUEST);
  }

  /** Allowed 0-settings in the low half: 1 where the bit must be 1. Allowed 1-settings above. */
  private long allowed(VmxControl.Group group, boolean exact) {
    int default1 = group.default1();
    int chosen = settable[group.ordinal()];
    int mustBe1 = exact ? default1 & ~chosen : default1;
    return mustBe1 & 0xFFFF_FFFFL | (long) (chosen | default1) << 32;
  }

  /**
   * A capability MSR.
   *
   * @param cr4 the bits of CR4 that the processor has
   * @return its value, or -1 where the processor does not have it
   */
  public long msr(int index, long cr4) {
    return switch (index - IA32_VMX_BASIC) {
      case 0x0 -> basic();
      case 0x1 -> allowed(VmxControl.Group.PIN, false);
      case 0x2 -> allowed(VmxControl.Group.PRIMARY, false);
      case 0x3 -> allowed(VmxControl.Group.EXIT, false);
      case 0x4 -> allowed(VmxControl.Group.ENTRY, false);
      case 0x5 -> misc();
      case 0x6 -> CR0_FIXED_TO_1;
      case 0x7 -> 0xFFFF_FFFFL;
      case 0x8 -> CR4_FIXED_TO_1;
      case 0x9 -> cr4;
      case 0xA -> highestIndex() << 1;
      case 0xB ->
          has(VmxControl.ACTIVATE_SECONDARY_CONTROLS)
              ? allowed(VmxControl.Group.SECONDARY, true)
              : -1;
      case 0xC -> has(VmxControl.ENABLE_EPT) ? eptAndVpid() : -1;
      case 0xD -> trueControls ? allowed(VmxControl.Group.PIN, true) : -1;
      case 0xE -> trueControls ? allowed(VmxControl.Group.PRIMARY, true) : -1;
      case 0xF -> trueControls ? allowed(VmxControl.Group.EXIT, true) : -1;
      case 0x10 -> trueControls ? allowed(VmxControl.Group.ENTRY, true) : -1;
      case 0x11 -> has(VmxControl.ENABLE_VM_FUNCTIONS) ? 1 : -1;
      default -> -1;
    };
  }

  private long basic() {
    long regionSize = 0x1000L << 32;
    long writeBack = 6L << 50;
    long stringInformation = 1L << 54;
    return REVISION | regionSize | writeBack | stringInformation | (trueControls ? 1L << 55 : 0);
  }

  private long misc() {
    long timer = has(VmxControl.ACTIVATE_PREEMPTION_TIMER) ? PREEMPTION_TIMER_SHIFT : 0;
    long activityStates = 7 << 6;
    return timer
        | (storesLma() ? 1 << 5 : 0)
        | activityStates
        | CR3_TARGETS << 16
        | (writesExitInformation() ? 1 << 29 : 0)
        | (injectsZeroLength() ? 1 << 30 : 0);
  }

  private long highestIndex() {
    int highest = 0;
    for (VmcsField field : VmcsField.values()) {
      if (has(field)) {
        highest = Math.max(highest, field.index());
      }
    }
    return highest;
  }

  /** IA32_VMX_EPT_VPID_CAP. */
  private long eptAndVpid() {
    return EPT_EXECUTE_ONLY
        | EPT_WALK_LENGTH_4
        | EPT_UNCACHEABLE
        | EPT_WRITE_BACK
        | EPT_PAGE_2M
        | EPT_PAGE_1G
        | INVEPT
        | EPT_ACCESSED_DIRTY
        | INVEPT_SINGLE
        | INVEPT_ALL
        | INVVPID
        | INVVPID_TYPES;
  }
}
