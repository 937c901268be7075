package ringside.emulator.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import ringside.emulator.engine.FlagField.Group;

/**
 * The blocks that read flags which they did not make, or let them pass to a block that does. Who
 * goes to such a block computes these flags first; so nobody ever has to come back for them, and
 * the loops of a region have one entry each, as HotSpot likes them.
 */
final class FlagReaders {
  private final Map<Group, Set<Integer>> readers = new EnumMap<>(Group.class);
  private final Map<Group, Map<Integer, Set<Integer>>> passages = new EnumMap<>(Group.class);

  private Set<Integer> readers(Group group) {
    return readers.computeIfAbsent(group, _ -> new HashSet<>());
  }

  private Map<Integer, Set<Integer>> passages(Group group) {
    return passages.computeIfAbsent(group, _ -> new HashMap<>());
  }

  /** A block reads flags that it did not make. */
  void note(Group group, int block) {
    boolean unused = readers(group).add(block);
  }

  /** A block goes to another with the flags that it began with. */
  void notePassage(Group group, int from, int to) {
    boolean unused = passages(group).computeIfAbsent(to, _ -> new HashSet<>()).add(from);
  }

  /** Adds who lets flags pass to a reader. */
  void complete() {
    for (Group group : Group.values()) {
      Deque<Integer> open = new ArrayDeque<>(readers(group));
      while (!open.isEmpty()) {
        for (int from : passages(group).getOrDefault(open.remove(), Set.of())) {
          if (readers(group).add(from)) {
            open.add(from);
          }
        }
      }
    }
  }

  /** Whether a block must begin with the flags of a group computed. */
  boolean reads(Group group, int block) {
    return readers(group).contains(block);
  }

  /** The flags that any of these blocks must begin with. */
  Set<Group> wanted(Collection<Integer> blocks) {
    Set<Group> wanted = EnumSet.noneOf(Group.class);
    for (Group group : Group.values()) {
      if (blocks.stream().anyMatch(block -> reads(group, block))) {
        wanted.add(group);
      }
    }
    return wanted;
  }
}
