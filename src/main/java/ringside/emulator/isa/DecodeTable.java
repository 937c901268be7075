package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows arranged for decoding: by 64-bit code or not, opcode map, opcode byte, and where there is a
 * ModRM byte by its mod (memory or register) and reg. What is left is a list of few candidates, the
 * most specific first. Immutable, and shared by all decoders of a processor model.
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

  private static final Candidate[] NO_CANDIDATES = {};

  private final @Nullable Entry[][][] entries = new @Nullable Entry[2][][];

  private DecodeTable(List<InstructionRow> rows) {
    for (int wide = 0; wide < 2; wide++) {
      CodeMode mode = wide == 0 ? CodeMode.BITS_32 : CodeMode.BITS_64;
      // by map, then opcode byte
      Map<Opcode.Map, Map<Integer, List<InstructionRow>>> sorted = new EnumMap<>(Opcode.Map.class);
      for (InstructionRow row : rows) {
        Opcode opcode = row.opcode();
        if (row.in(mode)) {
          for (int value = opcode.value(); value < opcode.value() + opcode.span(); value++) {
            sorted
                .computeIfAbsent(opcode.map(), _ -> new HashMap<>())
                .computeIfAbsent(value, _ -> new ArrayList<>())
                .add(row);
          }
        }
      }
      entries[wide] = new @Nullable Entry[Opcode.Map.values().length][256];
      for (Map.Entry<Opcode.Map, Map<Integer, List<InstructionRow>>> map : sorted.entrySet()) {
        @Nullable Entry[] opcodes = entries[wide][map.getKey().ordinal()];
        map.getValue().forEach((value, here) -> opcodes[value] = entry(here));
      }
    }
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

  @Nullable Entry entry(boolean wide, int map, int opcode) {
    return entries[wide ? 1 : 0][map][opcode];
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
