package ringside.emulator.isa;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a row says beside its encoding. Common code checks it, in the order of the SDM.
 *
 * <pre>
 *   lock             the LOCK prefix is legal with a memory destination
 *   rep | repz       REP, or REPE and REPNE, repeats it
 *   cpl0 | iopl      privilege
 *   pm               #UD in real-address and virtual-8086 mode
 *   o64 | i64        only in 64-bit code | #UD in 64-bit code
 *   d64 | f64        operand size 64 is the default | forced in 64-bit code
 *   os16 os32 os64   the row is for these operand sizes (CBW, CWDE, CDQE)
 *   as16 as32 as64   the row is for these address sizes (JCXZ, JECXZ, JRCXZ)
 *   alias            decodes, but the encoder never chooses it
 *   synonym          encodes, but the decoder never chooses it (SAL, or MOV RAX as MOV EAX)
 *   cpuid=NAME       needs a CPUID feature flag
 *   vmx=NAME         the VM exit that a hypervisor may ask for; svm=NAME likewise
 * </pre>
 *
 * @param flags those without a value
 * @param cpuid the CPUID feature, as the SDM abbreviates it
 * @param vmx basic exit reason
 * @param svm exit code
 */
public record RowAttributes(
    Set<Flag> flags, @Nullable String cpuid, @Nullable String vmx, @Nullable String svm) {

  /** In {@link #operandSizes()} and {@link #addressSizes()}: the row does not care. */
  public static final int ALL_SIZES = 2 | 4 | 8;

  /** Attributes without a value, named as rows write them in lower case. */
  public enum Flag {
    LOCK,
    REP,
    REPZ,
    CPL0,
    IOPL,
    PM,
    O64,
    I64,
    D64,
    F64,
    OS16,
    OS32,
    OS64,
    AS16,
    AS32,
    AS64,
    ALIAS,
    SYNONYM;

    private static final Map<String, Flag> BY_NAME =
        Arrays.stream(values()).collect(Collectors.toMap(Flag::text, flag -> flag));

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RowAttributes {
    Set<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /** Whether the row has it. */
  public boolean has(Flag flag) {
    return flags.contains(flag);
  }

  /** The operand sizes that the row is for: a bit each, 2 | 4 | 8. */
  public int operandSizes() {
    return sizes(Flag.OS16, Flag.OS32, Flag.OS64);
  }

  /** The address sizes that the row is for: a bit each, 2 | 4 | 8. */
  public int addressSizes() {
    return sizes(Flag.AS16, Flag.AS32, Flag.AS64);
  }

  private int sizes(Flag two, Flag four, Flag eight) {
    int sizes = (has(two) ? 2 : 0) | (has(four) ? 4 : 0) | (has(eight) ? 8 : 0);
    return sizes == 0 ? ALL_SIZES : sizes;
  }

  /** Whether REP of any kind repeats it. */
  public boolean repeats() {
    return has(Flag.REP) || has(Flag.REPZ);
  }

  /**
   * Reads the attribute words of a row.
   *
   * @throws IllegalArgumentException if a word is not an attribute, or stands twice
   */
  static RowAttributes parse(List<String> words) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    String cpuid = null;
    String vmx = null;
    String svm = null;
    for (String word : words) {
      if (word.startsWith("cpuid=")) {
        cpuid = word.substring(6);
      } else if (word.startsWith("vmx=")) {
        vmx = word.substring(4);
      } else if (word.startsWith("svm=")) {
        svm = word.substring(4);
      } else if (!flags.add(flag(word))) {
        throw new IllegalArgumentException("attribute " + word + " stands twice");
      }
    }
    return new RowAttributes(flags, cpuid, vmx, svm);
  }

  private static Flag flag(String word) {
    Flag flag = Flag.BY_NAME.get(word);
    if (flag == null) {
      throw new IllegalArgumentException("attribute " + word + " is unknown");
    }
    return flag;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Flag flag : flags) {
      text.append(' ').append(flag.text());
    }
    append(text, "cpuid", cpuid);
    append(text, "vmx", vmx);
    append(text, "svm", svm);
    return text.toString().strip();
  }

  private static void append(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(' ').append(name).append('=').append(value);
    }
  }
}
