package ringside.emulator.asm;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that an author may have meant. */
final class NearNames {
  private static final int MAXIMUM = 3;

  private NearNames() {}

  /**
   * At most three of {@code names} that differ from {@code wrong} by a slip or two, nearest first.
   */
  static List<String> of(String wrong, Collection<String> names) {
    String word = wrong.toLowerCase(Locale.ROOT);
    if (word.length() > 64) {
      return List.of();
    }
    int reach = word.length() <= 3 ? 1 : word.length() <= 7 ? 2 : 3;
    record Near(String name, int distance) {}
    return names.stream()
        .filter(name -> Math.abs(name.length() - word.length()) <= reach)
        .map(name -> new Near(name, distance(word, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance <= reach)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MAXIMUM)
        .map(Near::name)
        .toList();
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
   */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
