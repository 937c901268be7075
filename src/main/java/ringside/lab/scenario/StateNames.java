package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor state that a recording keeps and that expressions may name.
 *
 * <p>{@link #SLOTS} is the order on the wire; {@link #view} adds the narrower and friendlier names
 * ({@code eax}, {@code gs_base}).
 */
public final class StateNames {
  private static final List<String> GENERAL =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  /** Selector registers, each with base, limit and access rights. */
  public static final List<String> SEGMENTS =
      List.of("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr");

  /** Every state slot, in the order of keyframes and delta slot numbers. */
  public static final List<String> SLOTS =
      Stream.of(
              GENERAL,
              List.of("rip", "rflags", "cpl", "mode", "halted"),
              SEGMENTS.stream()
                  .flatMap(s -> Stream.of(s, s + ".base", s + ".limit", s + ".access"))
                  .toList(),
              List.of("gdtr.base", "gdtr.limit", "idtr.base", "idtr.limit"),
              List.of("cr0", "cr2", "cr3", "cr4", "cr8"),
              List.of(
                  "efer",
                  "star",
                  "lstar",
                  "cstar",
                  "fmask",
                  "kernel_gs_base",
                  "sysenter_cs",
                  "sysenter_esp",
                  "sysenter_eip"))
          .flatMap(List::stream)
          .toList();

  /** The words of slot {@code mode}, by its value. */
  public static final List<String> MODES = List.of("real", "pm16", "pm32", "compat", "long", "v86");

  /** Flags by name, with their bit in RFLAGS. */
  public static final Map<String, Integer> FLAGS =
      Map.ofEntries(
          Map.entry("CF", 0),
          Map.entry("PF", 2),
          Map.entry("AF", 4),
          Map.entry("ZF", 6),
          Map.entry("SF", 7),
          Map.entry("TF", 8),
          Map.entry("IF", 9),
          Map.entry("DF", 10),
          Map.entry("OF", 11),
          Map.entry("NT", 14),
          Map.entry("RF", 16),
          Map.entry("VM", 17),
          Map.entry("AC", 18),
          Map.entry("VIF", 19),
          Map.entry("VIP", 20),
          Map.entry("ID", 21));

  private static final Map<String, View> VIEWS = views();

  /** Part of a slot under an own name. */
  public record View(int slot, int shift, long mask) {
    /** The part's value, of all slots' values. */
    public long of(long[] state) {
      return state[slot] >>> shift & mask;
    }
  }

  private StateNames() {}

  /** Number of a slot. */
  public static int slot(String name) {
    int slot = SLOTS.indexOf(name);
    if (slot < 0) {
      throw new IllegalArgumentException("no slot " + name);
    }
    return slot;
  }

  /** What a register name stands for. */
  public static View view(String register) {
    View view = VIEWS.get(register);
    if (view == null) {
      throw new IllegalArgumentException("no register " + register);
    }
    return view;
  }

  /** Whether a name is a register, wide or narrow. */
  public static boolean isRegister(String name) {
    return VIEWS.containsKey(name);
  }

  /** All register names. */
  public static List<String> registers() {
    return List.copyOf(VIEWS.keySet());
  }

  /** Whether programs may not have this name. */
  static boolean isVariable(String name) {
    return isRegister(name) || name.equals("tick") || name.equals("console");
  }

  private static Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    for (int slot = 0; slot < SLOTS.size(); slot++) {
      views.put(SLOTS.get(slot), new View(slot, 0, -1L));
    }
    List<String> low = List.of("al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil");
    for (int i = 0; i < GENERAL.size(); i++) {
      String name = GENERAL.get(i);
      boolean numbered = i >= 8;
      views.put(numbered ? name + "d" : "e" + name.substring(1), new View(i, 0, 0xFFFF_FFFFL));
      views.put(numbered ? name + "w" : name.substring(1), new View(i, 0, 0xFFFF));
      views.put(numbered ? name + "b" : low.get(i), new View(i, 0, 0xFF));
      if (i < 4) {
        views.put(name.charAt(1) + "h", new View(i, 8, 0xFF));
      }
    }
    views.put("eip", new View(slot("rip"), 0, 0xFFFF_FFFFL));
    views.put("eflags", new View(slot("rflags"), 0, 0xFFFF_FFFFL));
    views.put("fs_base", new View(slot("fs.base"), 0, -1L));
    views.put("gs_base", new View(slot("gs.base"), 0, -1L));
    return Collections.unmodifiableMap(views);
  }

  /** All names that an expression may use for the state, {@code before.} names included. */
  static List<String> variables() {
    List<String> names = new ArrayList<>(registers());
    names.add("tick");
    names.add("console");
    return names;
  }
}
