package ringside.emulator.asm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ringside.emulator.asm.Token.Kind;

/**
 * Holds the single-line macros and expands them.
 *
 * <p>The replacement goes back in front of the input, followed by an {@link Kind#EXPANSION_END}
 * that carries no text: until it is read the macro is disabled, so no macro calls itself, and yet a
 * replacement can call a function-like macro whose arguments stand behind it, as in NASM.
 */
final class MacroExpander {
  private static final int MAXIMUM_ROUNDS = 64;

  /** A macro whose value is made when it is used, such as the current line number. */
  interface Builtin {
    String value(SourceRange use);
  }

  private final Limits limits;
  private final Diagnostics diagnostics;
  private final Work work;
  private final Contexts contexts;
  private final Map<String, List<SingleLineMacro>> macros = new HashMap<>();
  private final Map<String, Builtin> builtins = new HashMap<>();

  MacroExpander(Limits limits, Diagnostics diagnostics, Work work, Contexts contexts) {
    this.limits = limits;
    this.work = work;
    this.diagnostics = diagnostics;
    this.contexts = contexts;
  }

  void builtin(String name, Builtin builtin) {
    builtins.put("__?" + name + "?__", builtin);
    builtins.put("__" + name + "__", builtin);
  }

  /**
   * Defines a macro, replacing one of the same name and number of parameters.
   *
   * @param name as written: {@code %$name} belongs to the context
   */
  void define(String name, SingleLineMacro macro) {
    List<SingleLineMacro> sameName =
        table(name, true).computeIfAbsent(key(name), _ -> new ArrayList<>());
    sameName.removeIf(old ->
        old.isNamed(macro.name())
            && old.hasParameterList() == macro.hasParameterList()
            && old.parameters().size() == macro.parameters().size());
    sameName.addFirst(macro);
  }

  void undefine(String name) {
    List<SingleLineMacro> sameName = table(name, false).get(key(name));
    if (sameName != null) {
      sameName.removeIf(macro -> macro.isNamed(Contexts.bareName(name)));
    }
  }

  boolean isDefined(String name) {
    return builtins.containsKey(name) || !named(name).isEmpty();
  }

  private Map<String, List<SingleLineMacro>> table(String name, boolean create) {
    Map<String, List<SingleLineMacro>> local = contexts.macros(name, create);
    return local == null ? macros : local;
  }

  private List<SingleLineMacro> named(String name) {
    List<SingleLineMacro> sameName = table(name, false).get(key(name));
    return sameName == null
        ? List.of()
        : sameName.stream().filter(macro -> macro.isNamed(Contexts.bareName(name))).toList();
  }

  private static String key(String name) {
    String bare = Contexts.bareName(name);
    return bare.toLowerCase(Locale.ROOT);
  }

  /** The tokens with all macros expanded and adjacent pieces pasted. */
  List<Token> expand(List<Token> tokens) {
    List<Token> line = tokens;
    for (int round = 0; round < MAXIMUM_ROUNDS; round++) {
      line = expandOnce(line);
      List<Token> pasted = paste(line);
      if (pasted.size() == line.size()) {
        return line;
      }
      line = pasted;
    }
    return line;
  }

  private List<Token> expandOnce(List<Token> tokens) {
    Deque<Token> input = new ArrayDeque<>(tokens);
    Deque<SingleLineMacro> active = new ArrayDeque<>();
    List<Token> output = new ArrayList<>(tokens.size());
    int budget = limits.lineTokens();
    while (!input.isEmpty()) {
      Token token = input.pop();
      if (token.is(Kind.EXPANSION_END)) {
        active.pop();
        continue;
      }
      if (!work.spend(1, token.range())) {
        return List.of();
      }
      if (--budget < 0) {
        diagnostics.error(
            DiagnosticCode.EXPANSION_TOO_LONG, token.range(), String.valueOf(limits.lineTokens()));
        return List.of();
      }
      if (!isName(token) || !replace(token, input, active)) {
        output.add(token);
      }
    }
    return output;
  }

  private static boolean isName(Token token) {
    return token.is(Kind.WORD) || token.is(Kind.PERCENT) && token.text().startsWith("%$");
  }

  /** Puts the replacement of a macro call in front of the input; false if it is no call. */
  private boolean replace(Token name, Deque<Token> input, Deque<SingleLineMacro> active) {
    Builtin builtin = builtins.get(name.text());
    if (builtin != null) {
      List<Token> value = Lexer.tokens(builtin.value(name.range()), name.range(), diagnostics);
      value.reversed().forEach(input::push);
      return true;
    }
    List<SingleLineMacro> candidates = named(name.text());
    if (candidates.isEmpty()) {
      return false;
    }
    SingleLineMacro macro = null;
    List<List<Token>> arguments = List.of();
    for (SingleLineMacro candidate : candidates) {
      if (!candidate.hasParameterList()) {
        macro = candidate;
      }
    }
    if (macro == null) {
      if (!parenthesisFollows(input)) {
        return false;
      }
      Deque<Token> rest = new ArrayDeque<>(input);
      List<List<Token>> given = new ArrayList<>();
      int ends = readArguments(rest, given);
      if (ends < 0) {
        diagnostics.error(DiagnosticCode.EXPECTED, name.range().end(), ")");
        return false;
      }
      for (SingleLineMacro candidate : candidates) {
        if (macro == null && (candidate.takes(given.size()) || candidate.greedy())) {
          macro = candidate;
        }
      }
      if (macro == null) {
        diagnostics.warning(
            DiagnosticCode.MACRO_ARGUMENT_COUNT,
            name.range(),
            name.text(),
            String.valueOf(given.size()));
        return false;
      }
      if (active.contains(macro)) {
        return false;
      }
      input.clear();
      input.addAll(rest);
      for (int i = 0; i < ends; i++) {
        active.pop();
      }
      arguments = given;
    }
    if (active.contains(macro)) {
      return false;
    }
    List<Token> replacement = substitute(macro, arguments, name);
    if (replacement.size() + input.size() > limits.lineTokens()) {
      diagnostics.error(
          DiagnosticCode.EXPANSION_TOO_LONG, name.range(), String.valueOf(limits.lineTokens()));
      input.clear();
      active.clear();
      return true;
    }
    active.push(macro);
    input.push(new Token(Kind.EXPANSION_END, "", name.range()));
    replacement.reversed().forEach(input::push);
    return true;
  }

  private static boolean parenthesisFollows(Deque<Token> input) {
    for (Token token : input) {
      if (!token.is(Kind.SPACE) && !token.is(Kind.EXPANSION_END)) {
        return token.isOperator("(");
      }
    }
    return false;
  }

  /** Takes {@code (a, b)} off the input; returns how many expansions ended inside, or -1. */
  private static int readArguments(Deque<Token> input, List<List<Token>> arguments) {
    int ends = 0;
    int depth = 0;
    int braces = 0;
    List<Token> argument = new ArrayList<>();
    while (!input.isEmpty()) {
      Token token = input.pop();
      if (token.is(Kind.EXPANSION_END)) {
        ends++;
        continue;
      }
      if (token.isOperator("(") && braces == 0 && depth++ == 0) {
        continue;
      }
      if (depth == 0) {
        continue;
      }
      if (token.isOperator(")") && braces == 0 && --depth == 0) {
        arguments.add(trim(argument));
        return ends;
      }
      if (token.isOperator("{")) {
        braces++;
      } else if (token.isOperator("}")) {
        braces--;
      }
      if (token.isOperator(",") && depth == 1 && braces == 0) {
        arguments.add(trim(argument));
        argument = new ArrayList<>();
      } else {
        argument.add(token);
      }
    }
    return -1;
  }

  /** Without white space around it, and without one pair of braces. */
  static List<Token> trim(List<Token> tokens) {
    List<Token> trimmed = trimSpace(tokens);
    boolean braces =
        trimmed.size() >= 2
            && trimmed.getFirst().isOperator("{")
            && trimmed.getLast().isOperator("}");
    return braces ? trimSpace(trimmed.subList(1, trimmed.size() - 1)) : trimmed;
  }

  /** Without white space around it. */
  static List<Token> trimSpace(List<Token> tokens) {
    int from = 0;
    int to = tokens.size();
    while (from < to && tokens.get(from).is(Kind.SPACE)) {
      from++;
    }
    while (to > from && tokens.get(to - 1).is(Kind.SPACE)) {
      to--;
    }
    return List.copyOf(tokens.subList(from, to));
  }

  private List<Token> substitute(SingleLineMacro macro, List<List<Token>> given, Token use) {
    List<List<Token>> arguments = new ArrayList<>(given);
    int count = macro.parameters().size();
    if (macro.greedy() && arguments.size() > count) {
      List<Token> rest = new ArrayList<>(arguments.get(count - 1));
      for (List<Token> more : arguments.subList(count, arguments.size())) {
        rest.add(new Token(Kind.OPERATOR, ",", use.range()));
        rest.addAll(more);
      }
      arguments.set(count - 1, rest);
    }
    List<Token> result = new ArrayList<>();
    for (Token token : macro.body()) {
      if (result.size() > limits.lineTokens()) {
        break;
      }
      int parameter = token.is(Kind.WORD) ? macro.parameters().indexOf(token.text()) : -1;
      if (parameter >= 0 && parameter < arguments.size()) {
        result.addAll(arguments.get(parameter));
      } else if (token.is(Kind.PERCENT) && token.text().equals("%?")) {
        result.add(new Token(Kind.WORD, use.text(), use.range()));
      } else if (token.is(Kind.PERCENT) && token.text().equals("%??")) {
        result.add(new Token(Kind.WORD, macro.name(), use.range()));
      } else {
        result.add(token);
      }
    }
    return result;
  }

  /** Joins the two sides of each {@code %+}, and what touches each other. */
  private List<Token> paste(List<Token> tokens) {
    if (tokens.stream().noneMatch(token -> token.text().equals("%+"))) {
      return pasteTouching(tokens);
    }
    List<Token> result = new ArrayList<>(tokens.size());
    int i = 0;
    while (i < tokens.size()) {
      Token token = tokens.get(i++);
      if (token.is(Kind.PERCENT) && token.text().equals("%+")) {
        while (i < tokens.size() && tokens.get(i).is(Kind.SPACE)) {
          i++;
        }
        if (!result.isEmpty() && result.getLast().is(Kind.SPACE)) {
          result.removeLast();
        }
        if (i < tokens.size() && !result.isEmpty()) {
          join(result, tokens.get(i++));
        }
      } else {
        result.add(token);
      }
    }
    return pasteTouching(result);
  }

  /** Joins words and numbers that touch each other after a replacement. */
  List<Token> pasteTouching(List<Token> tokens) {
    List<Token> result = new ArrayList<>(tokens.size());
    for (Token token : tokens) {
      if (!result.isEmpty() && touches(result.getLast(), token)) {
        join(result, token);
      } else {
        result.add(token);
      }
    }
    return result;
  }

  private static boolean touches(Token left, Token right) {
    boolean pasteable = right.is(Kind.WORD) || right.is(Kind.NUMBER);
    return pasteable
        && (left.is(Kind.WORD)
            || left.is(Kind.NUMBER)
            || left.is(Kind.PERCENT) && left.text().startsWith("%$"));
  }

  private void join(List<Token> result, Token right) {
    Token left = result.removeLast();
    List<Token> joined = Lexer.tokens(left.text() + right.text(), left.range(), diagnostics);
    for (Token token : joined) {
      result.add(new Token(token.kind(), token.text(), left.range()));
    }
  }

  /** Expands the {@code %[...]} of a line in place. */
  List<Token> resolveIndirections(List<Token> tokens) {
    if (tokens.stream().noneMatch(token -> token.is(Kind.INDIRECT))) {
      return tokens;
    }
    List<Token> result = new ArrayList<>();
    for (Token token : tokens) {
      if (token.is(Kind.INDIRECT)) {
        List<Token> inner = Lexer.tokens(token.text(), token.range(), diagnostics);
        result.addAll(expand(resolveIndirections(inner)));
      } else {
        result.add(token);
      }
    }
    return pasteTouching(result);
  }
}
