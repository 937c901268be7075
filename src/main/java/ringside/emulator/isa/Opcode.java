package ringside.emulator.isa;

import java.util.Locale;

/**
 * The fixed bits of a row's encoding.
 *
 * @param map opcode map
 * @param value opcode byte; the first of its block with {@code +r} and {@code +cc}
 * @param block what the low bits of the opcode byte select
 * @param prefix mandatory prefix
 * @param wide what the row asks of REX.W or VEX.W
 * @param modRm how the row uses a ModRM byte
 * @param digit ModRM.reg of {@link ModRm#DIGIT}, the whole byte of {@link ModRm#FIXED}, else 0
 * @param form whether ModRM.mod must or must not be 11
 */
public record Opcode(
    Map map,
    int value,
    Block block,
    MandatoryPrefix prefix,
    Wide wide,
    ModRm modRm,
    int digit,
    Form form) {

  /** Opcode maps (SDM Vol. 2, Appendix A, "Opcode Tables"); those of VEX are apart. */
  public enum Map {
    ONE_BYTE(""),
    M0F("0F"),
    M0F38("0F 38"),
    M0F3A("0F 3A"),
    VEX_0F("0F"),
    VEX_0F38("0F38"),
    VEX_0F3A("0F3A");

    private final String text;

    Map(String text) {
      this.text = text;
    }

    /** As rows write it. */
    public String text() {
      return text;
    }

    /** Whether a VEX prefix selects it. */
    public boolean vex() {
      return this == VEX_0F || this == VEX_0F38 || this == VEX_0F3A;
    }
  }

  /** Opcodes that stand for eight or sixteen bytes. */
  public enum Block {
    SINGLE,
    /** {@code +r}: the low three bits, with REX.B, are a register. */
    REGISTER,
    /** {@code +cc}: the low four bits are a condition. */
    CONDITION
  }

  /** 66, F3 and F2 where they are part of the opcode. */
  public enum MandatoryPrefix {
    /** The row does not care. */
    ANY,
    /** NP: none of the three. */
    NONE,
    P66,
    PF3,
    PF2
  }

  /** REX.W or VEX.W. */
  public enum Wide {
    ANY,
    W0,
    W1
  }

  /** Uses of the ModRM byte. */
  public enum ModRm {
    NONE,
    /** {@code /r} */
    REG,
    /** {@code /0} to {@code /7} */
    DIGIT,
    /** The row names the byte, as in {@code 0F 01 D0}. */
    FIXED,
    /** A byte after the opcode that is not a ModRM: {@code D4 0A}, of synonyms only. */
    SUFFIX
  }

  /** Restriction of ModRM.mod. */
  public enum Form {
    ANY,
    /** {@code 11:} */
    REGISTER,
    /** {@code m:} */
    MEMORY
  }

  /** How many opcode bytes the row covers. */
  int span() {
    return switch (block) {
      case SINGLE -> 1;
      case REGISTER -> 8;
      case CONDITION -> 16;
    };
  }

  /** Whether the row leaves fields of a ModRM byte to the operands. */
  boolean takesModRm() {
    return modRm == ModRm.REG || modRm == ModRm.DIGIT;
  }

  /** Whether a ModRM byte follows the opcode. */
  public boolean hasModRm() {
    return takesModRm() || modRm == ModRm.FIXED;
  }

  /** In the notation of the rows, in canonical order. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    String required = prefix == MandatoryPrefix.NONE ? "NP" : prefix.name().substring(1);
    if (map.vex()) {
      text.append("VEX.LZ.");
      text.append(prefix == MandatoryPrefix.NONE ? "" : required + ".").append(map.text());
      text.append(wide == Wide.ANY ? "" : "." + wide);
    } else {
      append(text, prefix == MandatoryPrefix.ANY ? "" : required);
      append(text, wide == Wide.W1 ? "REX.W" : "");
      append(text, map.text());
    }
    append(text, String.format(Locale.ROOT, "%02X", value));
    switch (block) {
      case SINGLE -> {}
      case REGISTER -> text.append("+r");
      case CONDITION -> text.append("+cc");
    }
    switch (modRm) {
      case NONE -> {}
      case REG -> append(text, "/r");
      case DIGIT -> append(text, "/" + digit);
      case FIXED, SUFFIX -> append(text, String.format(Locale.ROOT, "%02X", digit));
    }
    switch (form) {
      case ANY -> {}
      case REGISTER -> append(text, "11:");
      case MEMORY -> append(text, "m:");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String part) {
    if (!part.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(part);
    }
  }
}
