package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows arranged for decoding: by 64-bit code or not, opcode map, opcode byte, and where there is a
 * ModRM byte by its mod (memory or register) and reg. What is left is a list of few candidates, the
 * most specific first. Shared by all decoders of a processor model: what they see of it never
 * changes.
 */
public final class DecodeTable {
  /** Rows of one opcode byte. */
  static final class Entry {
    /** Whether a ModRM byte follows. */
    final boolean modRm;

    /** One list, or with ModRM sixteen: reg for memory operands, 8 + reg for registers. */
    final Candidate[][] candidates;

    Entry(boolean modRm, Candidate[][] candidates) {
      this.modRm = modRm;
      this.candidates = candidates;
    }
  }

  /** Of one opcode map; final, so that whoever sees it sees all of it. */
  private record Opcodes(@Nullable Entry[] entries) {}

  private static final Candidate[] NO_CANDIDATES = {};
  private static final int MAPS = Opcode.Map.values().length;

  private final List<InstructionRow> rows;

  /** By wide and map; made when they are first asked for: most programs use few. */
  private final @Nullable Opcodes[][] maps = new @Nullable Opcodes[2][MAPS];

  private DecodeTable(List<InstructionRow> rows) {
    this.rows = rows;
  }

  /**
   * Arranges the rows of {@code table} that {@code present} admits. A row that is left out is not
   * there for the guest: its bytes are #UD, or what older processors took them for (TZCNT is BSF).
   */
  public static DecodeTable of(InstructionTable table, Predicate<InstructionRow> present) {
    return new DecodeTable(
        table.rows().stream()
            .filter(present)
            .filter(row -> !row.attributes().has(RowAttributes.Flag.SYNONYM))
            .toList());
  }

  /** Arranges all rows of {@code table}. */
  public static DecodeTable of(InstructionTable table) {
    return of(table, _ -> true);
  }

  /**
   * Makes at once what else is made when it is first asked for.
   *
   * @throws IllegalStateException if the same bytes are two instructions
   */
  DecodeTable complete() {
    for (int map = 0; map < MAPS; map++) {
      var unused = entry(false, map, 0);
      unused = entry(true, map, 0);
    }
    return this;
  }

  @Nullable Entry entry(boolean wide, int map, int opcode) {
    Opcodes opcodes = maps[wide ? 1 : 0][map];
    if (opcodes == null) {
      opcodes = opcodes(wide ? CodeMode.BITS_64 : CodeMode.BITS_32, map);
      maps[wide ? 1 : 0][map] = opcodes;
    }
    return opcodes.entries[opcode];
  }

  private Opcodes opcodes(CodeMode mode, int map) {
    Map<Integer, List<InstructionRow>> sorted = new HashMap<>();
    for (InstructionRow row : rows) {
      Opcode opcode = row.opcode();
      if (opcode.map().ordinal() == map && row.in(mode)) {
        for (int value = opcode.value(); value < opcode.value() + opcode.span(); value++) {
          sorted.computeIfAbsent(value, _ -> new ArrayList<>()).add(row);
        }
      }
    }
    @Nullable Entry[] entries = new @Nullable Entry[256];
    sorted.forEach((value, here) -> entries[value] = entry(here));
    return new Opcodes(entries);
  }

  private static Entry entry(List<InstructionRow> rows) {
    boolean modRm = rows.getFirst().opcode().hasModRm();
    boolean block = rows.stream().anyMatch(row -> row.opcode().block() == Opcode.Block.REGISTER);
    List<Candidate> all = new ArrayList<>();
    for (InstructionRow row : rows) {
      if (row.opcode().hasModRm() != modRm) {
        throw new IllegalStateException(
            "only one of these has a ModRM byte: \"%s\" and \"%s\""
                .formatted(rows.getFirst(), row));
      }
      all.add(new Candidate(row, block && row.opcode().block() != Opcode.Block.REGISTER));
    }
    all.sort(Comparator.comparingInt(Candidate::specificity).reversed());
    if (!modRm) {
      return new Entry(false, new Candidate[][] {unambiguous(all)});
    }
    Candidate[][] lists = new Candidate[16][];
    for (int key = 0; key < 16; key++) {
      int at = key;
      lists[key] = unambiguous(all.stream().filter(candidate -> candidate.admits(at)).toList());
    }
    return new Entry(true, lists);
  }

  private static Candidate[] unambiguous(List<Candidate> candidates) {
    for (Candidate one : candidates) {
      for (Candidate other : candidates) {
        if (one != other && one.specificity() == other.specificity() && one.overlaps(other)) {
          throw new IllegalStateException(
              "the same bytes are \"%s\" and \"%s\"".formatted(one.row, other.row));
        }
      }
    }
    return candidates.toArray(NO_CANDIDATES);
  }
}
