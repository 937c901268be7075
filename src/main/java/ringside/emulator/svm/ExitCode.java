package ringside.emulator.svm;

import java.util.Map;

/**
 * SVM intercept codes (AMD APM, "SVM Intercept Exit Codes").
 *
 * <p>A code below {@link #INTERCEPTS} is at once the number of the bit in the VMCB that asks for
 * it, counted from offset 0.
 */
public final class ExitCode {
  public static final int READ_CR0 = 0x00;
  public static final int WRITE_CR0 = 0x10;
  public static final int READ_DR0 = 0x20;
  public static final int WRITE_DR0 = 0x30;
  public static final int EXCEPTION = 0x40;
  public static final int INTR = 0x60;
  public static final int NMI = 0x61;
  public static final int SMI = 0x62;
  public static final int INIT = 0x63;
  public static final int VINTR = 0x64;
  public static final int CR0_SEL_WRITE = 0x65;
  public static final int IDTR_READ = 0x66;
  public static final int GDTR_READ = 0x67;
  public static final int LDTR_READ = 0x68;
  public static final int TR_READ = 0x69;
  public static final int IDTR_WRITE = 0x6A;
  public static final int GDTR_WRITE = 0x6B;
  public static final int LDTR_WRITE = 0x6C;
  public static final int TR_WRITE = 0x6D;
  public static final int RDTSC = 0x6E;
  public static final int RDPMC = 0x6F;
  public static final int PUSHF = 0x70;
  public static final int POPF = 0x71;
  public static final int CPUID = 0x72;
  public static final int RSM = 0x73;
  public static final int IRET = 0x74;
  public static final int SWINT = 0x75;
  public static final int INVD = 0x76;
  public static final int PAUSE = 0x77;
  public static final int HLT = 0x78;
  public static final int INVLPG = 0x79;
  public static final int INVLPGA = 0x7A;
  public static final int IOIO = 0x7B;
  public static final int MSR = 0x7C;
  public static final int TASK_SWITCH = 0x7D;
  public static final int FERR_FREEZE = 0x7E;
  public static final int SHUTDOWN = 0x7F;
  public static final int VMRUN = 0x80;
  public static final int VMMCALL = 0x81;
  public static final int VMLOAD = 0x82;
  public static final int VMSAVE = 0x83;
  public static final int STGI = 0x84;
  public static final int CLGI = 0x85;
  public static final int SKINIT = 0x86;
  public static final int RDTSCP = 0x87;
  public static final int ICEBP = 0x88;
  public static final int WBINVD = 0x89;
  public static final int MONITOR = 0x8A;
  public static final int MWAIT = 0x8B;
  public static final int MWAIT_CONDITIONAL = 0x8C;
  public static final int XSETBV = 0x8D;
  public static final int INVPCID = 0xA2;

  /** One more than the last code that is a bit of the intercept vectors. */
  public static final int INTERCEPTS = 0xC0;

  public static final int NPF = 0x400;
  public static final int INVALID = -1;

  private static final String[] EXCEPTIONS = {
    "DE", "DB", "NMI", "BP", "OF", "BR", "UD", "NM", "DF", "CSO", "TS", "NP", "SS", "GP", "PF",
    "15", "MF", "AC", "MC", "XF", "VE", "CP"
  };

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(INTR, "INTR"),
          Map.entry(NMI, "NMI"),
          Map.entry(SMI, "SMI"),
          Map.entry(INIT, "INIT"),
          Map.entry(VINTR, "VINTR"),
          Map.entry(CR0_SEL_WRITE, "CR0_SEL_WRITE"),
          Map.entry(IDTR_READ, "IDTR_READ"),
          Map.entry(GDTR_READ, "GDTR_READ"),
          Map.entry(LDTR_READ, "LDTR_READ"),
          Map.entry(TR_READ, "TR_READ"),
          Map.entry(IDTR_WRITE, "IDTR_WRITE"),
          Map.entry(GDTR_WRITE, "GDTR_WRITE"),
          Map.entry(LDTR_WRITE, "LDTR_WRITE"),
          Map.entry(TR_WRITE, "TR_WRITE"),
          Map.entry(RDTSC, "RDTSC"),
          Map.entry(RDPMC, "RDPMC"),
          Map.entry(PUSHF, "PUSHF"),
          Map.entry(POPF, "POPF"),
          Map.entry(CPUID, "CPUID"),
          Map.entry(RSM, "RSM"),
          Map.entry(IRET, "IRET"),
          Map.entry(SWINT, "SWINT"),
          Map.entry(INVD, "INVD"),
          Map.entry(PAUSE, "PAUSE"),
          Map.entry(HLT, "HLT"),
          Map.entry(INVLPG, "INVLPG"),
          Map.entry(INVLPGA, "INVLPGA"),
          Map.entry(IOIO, "IOIO"),
          Map.entry(MSR, "MSR"),
          Map.entry(TASK_SWITCH, "TASK_SWITCH"),
          Map.entry(FERR_FREEZE, "FERR_FREEZE"),
          Map.entry(SHUTDOWN, "SHUTDOWN"),
          Map.entry(VMRUN, "VMRUN"),
          Map.entry(VMMCALL, "VMMCALL"),
          Map.entry(VMLOAD, "VMLOAD"),
          Map.entry(VMSAVE, "VMSAVE"),
          Map.entry(STGI, "STGI"),
          Map.entry(CLGI, "CLGI"),
          Map.entry(SKINIT, "SKINIT"),
          Map.entry(RDTSCP, "RDTSCP"),
          Map.entry(ICEBP, "ICEBP"),
          Map.entry(WBINVD, "WBINVD"),
          Map.entry(MONITOR, "MONITOR"),
          Map.entry(MWAIT, "MWAIT"),
          Map.entry(MWAIT_CONDITIONAL, "MWAIT_CONDITIONAL"),
          Map.entry(XSETBV, "XSETBV"),
          Map.entry(INVPCID, "INVPCID"),
          Map.entry(NPF, "NPF"),
          Map.entry(INVALID, "INVALID"));

  private ExitCode() {}

  /** The code's name as the manual has it, without {@code VMEXIT_}. */
  public static String name(int code) {
    if (code >= READ_CR0 && code < EXCEPTION) {
      String[] groups = {"CR%d_READ", "CR%d_WRITE", "DR%d_READ", "DR%d_WRITE"};
      return String.format(groups[code >>> 4], code & 0xF);
    }
    int vector = code - EXCEPTION;
    if (vector >= 0 && vector < 32) {
      return "EXCP_" + (vector < EXCEPTIONS.length ? EXCEPTIONS[vector] : "" + vector);
    }
    return NAMES.getOrDefault(code, Integer.toHexString(code));
  }

  /**
   * The code whose intercept a row of the instruction table names; rows for control and debug
   * registers name the group.
   *
   * @throws IllegalArgumentException if there is no such intercept
   */
  static int ofRow(String name) {
    return switch (name) {
      case "CR_READ", "CR0_READ" -> READ_CR0;
      case "CR_WRITE", "CR0_WRITE" -> WRITE_CR0;
      case "DR_READ" -> READ_DR0;
      case "DR_WRITE" -> WRITE_DR0;
      default ->
          NAMES.entrySet().stream()
              .filter(e -> e.getValue().equals(name))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no SVM intercept " + name))
              .getKey();
    };
  }
}
