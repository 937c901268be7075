package ringside.emulator.machine;

/**
 * The states that a machine can start in. Each is an ordinary architectural state that a boot
 * loader could have reached: its tables are in guest memory, for programs and learners to read and
 * change.
 *
 * <pre>
 *   real      real-address mode, all segments 0
 *   pm32      protected mode, paging off, flat segments
 *             GDT 1000: 08 code0  10 data0  18 code1  20 data1  28 code3  30 data3  38 TSS
 *   pm32pg    pm32 with 32-bit paging; page directory at 10000
 *   lm64      64-bit mode, 4-level paging, everything mapped 1:1; PML4 at 10000
 *             GDT 1000: 08 code64-0  10 data0  18 code32-3  20 data3  28 code64-3  30 TSS
 *   lm64vmx   lm64, and IA32_FEATURE_CONTROL is locked with VMX outside SMX enabled
 *   lm64svm   lm64; EFER.SVME and VM_CR.SVMDIS are 0
 *   all but real: TSS at 2000, TR loaded, IDTR limit 0, stack pointer 9F000, IF 0
 * </pre>
 */
public enum Preset {
  REAL("real"),
  PM32("pm32"),
  PM32PG("pm32pg"),
  LM64("lm64"),
  LM64VMX("lm64vmx"),
  LM64SVM("lm64svm");

  /** Where the GDT is. */
  public static final long GDT = 0x1000;

  /** Where the TSS is. */
  public static final long TSS = 0x2000;

  /** Where the first paging structure is; the others follow it. */
  public static final long PAGE_TABLES = 0x1_0000;

  /** End of the room for paging structures. */
  static final long PAGE_TABLES_END = 0x9_0000;

  /** The stack pointer where nothing else was asked for. */
  public static final long STACK = 0x9_F000;

  private final String id;

  Preset(String id) {
    this.id = id;
  }

  /** As machine descriptions write it. */
  public String id() {
    return id;
  }
}
