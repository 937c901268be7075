package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.List;

/** Takes a condition apart at the {@code &&} that are not inside parentheses or strings. */
final class Conjunction {
  private Conjunction() {}

  static List<String> parts(String condition) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int begin = 0;
    for (int i = 0; i < condition.length(); i++) {
      char c = condition.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      } else if (depth == 0 && condition.startsWith("||", i)) {
        return List.of(condition);
      } else if (depth == 0 && condition.startsWith("&&", i)) {
        parts.add(condition.substring(begin, i).strip());
        begin = i + 2;
        i++;
      }
    }
    parts.add(condition.substring(begin).strip());
    return parts;
  }
}
