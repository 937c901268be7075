package ringside.emulator.svm;

/**
 * Where everything is in a virtual machine control block (AMD APM, "Layout of VMCB"): offsets in
 * bytes, and bits of the fields that have some.
 */
public final class Vmcb {
  // Control area.

  /** Intercept vectors: 192 bits, numbered by {@link ExitCode}. */
  public static final int INTERCEPTS = 0x000;

  public static final int PAUSE_FILTER_THRESHOLD = 0x03C;
  public static final int PAUSE_FILTER_COUNT = 0x03E;
  public static final int IOPM_BASE = 0x040;
  public static final int MSRPM_BASE = 0x048;
  public static final int TSC_OFFSET = 0x050;
  public static final int ASID = 0x058;
  public static final int TLB_CONTROL = 0x05C;
  public static final int VIRTUAL_INTERRUPT = 0x060;
  public static final int INTERRUPT_SHADOW = 0x068;
  public static final int EXIT_CODE = 0x070;
  public static final int EXIT_INFO_1 = 0x078;
  public static final int EXIT_INFO_2 = 0x080;
  public static final int EXIT_INT_INFO = 0x088;
  public static final int NESTED_PAGING = 0x090;
  public static final int EVENT_INJECTION = 0x0A8;
  public static final int NESTED_CR3 = 0x0B0;
  public static final int LBR_VIRTUALIZATION = 0x0B8;
  public static final int CLEAN_BITS = 0x0C0;
  public static final int NEXT_RIP = 0x0C8;
  public static final int BYTES_FETCHED = 0x0D0;
  public static final int INSTRUCTION_BYTES = 0x0D1;

  // State save area.

  /** ES, CS, SS, DS, FS and GS, 16 bytes each, as the processor numbers them. */
  public static final int SEGMENTS = 0x400;

  public static final int GDTR = 0x460;
  public static final int LDTR = 0x470;
  public static final int IDTR = 0x480;
  public static final int TR = 0x490;
  public static final int CPL = 0x4CB;
  public static final int EFER = 0x4D0;
  public static final int CR4 = 0x548;
  public static final int CR3 = 0x550;
  public static final int CR0 = 0x558;
  public static final int DR7 = 0x560;
  public static final int DR6 = 0x568;
  public static final int RFLAGS = 0x570;
  public static final int RIP = 0x578;
  public static final int RSP = 0x5D8;
  public static final int RAX = 0x5F8;
  public static final int STAR = 0x600;
  public static final int LSTAR = 0x608;
  public static final int CSTAR = 0x610;
  public static final int SFMASK = 0x618;
  public static final int KERNEL_GS_BASE = 0x620;
  public static final int SYSENTER_CS = 0x628;
  public static final int SYSENTER_ESP = 0x630;
  public static final int SYSENTER_EIP = 0x638;
  public static final int CR2 = 0x640;
  public static final int G_PAT = 0x668;

  /** DebugCtl and behind it, in their order, the four records of branches. */
  public static final int BRANCHES = 0x670;

  // Fields of a segment register in the save area.

  public static final int SELECTOR = 0;
  public static final int ATTRIBUTES = 2;
  public static final int LIMIT = 4;
  public static final int BASE = 8;

  // VIRTUAL_INTERRUPT.

  static final long V_TPR = 0xFF;
  static final long V_IRQ = 1 << 8;
  static final long V_GIF = 1 << 9;
  static final int V_INTR_PRIO_SHIFT = 16;
  static final long V_IGN_TPR = 1 << 20;
  static final long V_INTR_MASKING = 1 << 24;
  static final long V_GIF_ENABLE = 1 << 25;
  static final int V_INTR_VECTOR_SHIFT = 32;

  // TLB_CONTROL.

  static final int FLUSH_ALL = 1;
  static final int FLUSH_GUEST = 3;
  static final int FLUSH_GUEST_NON_GLOBAL = 7;

  // EVENT_INJECTION.

  static final long EVENT_VALID = 1L << 31;
  static final long EVENT_ERROR_CODE = 1 << 11;

  private Vmcb() {}
}
