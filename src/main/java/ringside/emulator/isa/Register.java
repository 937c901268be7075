package ringside.emulator.isa;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A register by name, as assembly text has it.
 *
 * @param name in lower case: {@code "eax"}
 * @param kind one of the register kinds
 * @param number as in {@link DecodedInstruction#register}: AH CH DH BH are 16–19
 * @param size in bytes
 */
public record Register(String name, OperandKind kind, int number, int size) {
  private static final String[] WORDS = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] LOW_BYTES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH_BYTES = {"ah", "ch", "dh", "bh"};
  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs"};
  private static final Map<String, Register> ALL = all();
  private static final Map<Integer, Register> BY_NUMBER = byNumber();

  /** The register called {@code name}, in any case, or null. */
  public static @Nullable Register of(String name) {
    return ALL.get(name.toLowerCase(Locale.ROOT));
  }

  /** The registers of one kind, by name in lower case. */
  public static Map<String, Register> all(OperandKind kind) {
    Map<String, Register> some = new LinkedHashMap<>(ALL);
    some.values().removeIf(register -> register.kind != kind);
    return some;
  }

  /** The register of that kind, number and size in bytes. */
  public static Register of(OperandKind kind, int number, int size) {
    Register register = BY_NUMBER.get(key(kind, number, size));
    if (register == null) {
      throw new IllegalArgumentException("no register " + kind + " " + number + ", size " + size);
    }
    return register;
  }

  /** Whether it is a general register. */
  public boolean general() {
    return kind == OperandKind.GENERAL;
  }

  /** Whether it is AH, CH, DH or BH, which no REX prefix can stand before. */
  public boolean highByte() {
    return general() && number >= 16;
  }

  /** Whether it exists only where a REX prefix does. */
  public boolean needsRex() {
    return switch (kind) {
      case GENERAL ->
          size == 8 || number >= 8 && number < 16 || size == 1 && number >= 4 && number < 8;
      case CONTROL, DEBUG, XMM -> number >= 8;
      default -> false;
    };
  }

  private static int key(OperandKind kind, int number, int size) {
    return kind.ordinal() << 16 | number << 8 | size;
  }

  private static Map<Integer, Register> byNumber() {
    Map<Integer, Register> registers = new HashMap<>();
    for (Register register : ALL.values()) {
      registers.put(key(register.kind, register.number, register.size), register);
    }
    return registers;
  }

  private static Map<String, Register> all() {
    Map<String, Register> registers = new LinkedHashMap<>();
    for (int i = 0; i < 16; i++) {
      boolean old = i < 8;
      add(registers, old ? LOW_BYTES[i] : "r" + i + "b", OperandKind.GENERAL, i, 1);
      add(registers, old ? WORDS[i] : "r" + i + "w", OperandKind.GENERAL, i, 2);
      add(registers, old ? "e" + WORDS[i] : "r" + i + "d", OperandKind.GENERAL, i, 4);
      add(registers, old ? "r" + WORDS[i] : "r" + i, OperandKind.GENERAL, i, 8);
      add(registers, "xmm" + i, OperandKind.XMM, i, 16);
      add(registers, "cr" + i, OperandKind.CONTROL, i, 8);
      add(registers, "dr" + i, OperandKind.DEBUG, i, 8);
    }
    for (int i = 0; i < 4; i++) {
      add(registers, HIGH_BYTES[i], OperandKind.GENERAL, 16 + i, 1);
    }
    for (int i = 0; i < 6; i++) {
      add(registers, SEGMENTS[i], OperandKind.SEGMENT, i, 2);
    }
    for (int i = 0; i < 8; i++) {
      add(registers, "mm" + i, OperandKind.MMX, i, 8);
      add(registers, "st" + i, OperandKind.X87, i, 10);
    }
    return Collections.unmodifiableMap(registers);
  }

  private static void add(
      Map<String, Register> registers, String name, OperandKind kind, int number, int size) {
    registers.put(name, new Register(name, kind, number, size));
  }

  @Override
  public String toString() {
    return name;
  }
}
