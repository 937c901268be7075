package ringside.lab.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** "Did you mean": the names nearest to one that nobody knows. */
public final class Suggestions {
  private Suggestions() {}

  /** The nearest candidate, where one is near enough to be meant. */
  public static Optional<String> nearest(String wrong, Collection<String> candidates) {
    return near(wrong, candidates, 1).stream().findFirst();
  }

  /** Up to {@code limit} candidates, the nearest first. */
  public static List<String> near(String wrong, Collection<String> candidates, int limit) {
    int tolerance = Math.max(1, wrong.length() / 3);
    return candidates.stream()
        .distinct()
        .filter(c -> Math.abs(c.length() - wrong.length()) <= tolerance)
        .filter(c -> distance(wrong, c) <= tolerance)
        .sorted(
            Comparator.comparingInt((String c) -> distance(wrong, c))
                .thenComparing(Comparator.naturalOrder()))
        .limit(limit)
        .toList();
  }

  /** Edits that turn one word into the other; two letters in the wrong order are one edit. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(java.util.Locale.ROOT);
    String b = right.toLowerCase(java.util.Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
