package ringside.emulator.asm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Input.Condition;
import ringside.emulator.asm.MultiLineMacro.RawLine;
import ringside.emulator.asm.Token.Kind;

/**
 * Reads sources line by line, carries out {@code %directives} and expands macros.
 *
 * <p>It is pulled by the assembler, one line at a time, because a condition such as {@code %if $-$$
 * > 510} asks how far the assembly has come. {@link #dependsOnLayout} tells whether one did: if
 * not, every pass sees the same lines.
 */
final class Preprocessor {
  private final Limits limits;
  private final Diagnostics diagnostics;
  private final Work work;
  private final Set<String> mnemonics;
  private final Evaluator.Scope layout;

  private final Contexts contexts = new Contexts();
  private final MacroExpander expander;
  private final ConditionTest conditionTest;
  private final MacroDirectives directives;
  private final MultiLineMacros macros = new MultiLineMacros();
  private final InputStack inputs;
  private final Deque<Line> pending = new ArrayDeque<>();
  private @Nullable Definition definition;
  private int linesRead;
  private int nextId;
  private boolean dependsOnLayout;
  private boolean stopped;

  /**
   * @param mnemonics names of instructions, which a macro of the same name does not hide
   * @param layout values of symbols and {@code $} for the conditions that ask
   * @param bits the current {@code bits} setting, for {@code __?BITS?__}
   */
  Preprocessor(
      SourceProvider sources,
      Limits limits,
      Diagnostics diagnostics,
      Work work,
      Set<String> mnemonics,
      Evaluator.Scope layout,
      IntSupplier bits) {
    inputs = new InputStack(sources, limits, diagnostics);
    this.limits = limits;
    this.diagnostics = diagnostics;
    this.work = work;
    this.mnemonics = mnemonics;
    this.layout = layout;
    expander = new MacroExpander(limits, diagnostics, work, contexts);
    conditionTest = new ConditionTest(this, expander, contexts, diagnostics);
    directives = new MacroDirectives(this, expander, diagnostics);
    expander.builtin("LINE", use -> String.valueOf(currentLine(use)));
    expander.builtin(
        "FILE", use -> StringLiteral.quote(use.file().getBytes(StandardCharsets.UTF_8)));
    expander.builtin("BITS", _ -> String.valueOf(bits.getAsInt()));
    expander.builtin("PASS", _ -> "1");
    expander.builtin("OUTPUT_FORMAT", _ -> "bin");
    expander.builtin("NASM_VER", _ -> "\"2.16.01\"");
    expander.builtin("NASM_MAJOR", _ -> "2");
    expander.builtin("NASM_MINOR", _ -> "16");
    expander.builtin("NASM_SUBMINOR", _ -> "1");
    expander.builtin("NASM_VERSION_ID", _ -> "0x02100100");
  }

  /** Starts with the main file; false if it cannot be read. */
  boolean open(String file) {
    SourceRange start = new SourceRange(file, 1, 1, 0);
    return inputs.include(file, start);
  }

  /** Defines a macro from outside, as if by {@code %define} before the first line. */
  void define(String name, String body) {
    SourceRange nowhere = new SourceRange("", 1, 1, 0);
    List<Token> tokens = Lexer.tokens(body, nowhere, diagnostics);
    expander.define(name, new SingleLineMacro(name, List.of(), false, false, true, tokens));
  }

  /** Whether some condition or {@code %assign} used a symbol, {@code $} or {@code $$}. */
  boolean dependsOnLayout() {
    return dependsOnLayout;
  }

  /** The next line to assemble, or null at the end. */
  @Nullable Line next() {
    while (pending.isEmpty()) {
      Input input = inputs.peek();
      if (input == null || stopped || work.exhausted()) {
        return null;
      }
      RawLine raw = input.next();
      if (raw == null) {
        close(input);
      } else if (++linesRead > limits.lines()) {
        diagnostics.error(
            DiagnosticCode.TOO_MANY_LINES, raw.range(), String.valueOf(limits.lines()));
        stopped = true;
      } else {
        diagnostics.at(input.expansion());
        process(raw, input);
      }
    }
    Line line = pending.pop();
    diagnostics.at(line.expansion());
    return line;
  }

  private void close(Input input) {
    inputs.pop();
    if (input instanceof Input.File) {
      if (definition != null && inputs.isEmpty()) {
        String end = definition.isMacro() ? "%endmacro" : "%endrep";
        diagnostics.error(
            DiagnosticCode.UNCLOSED_DIRECTIVE, definition.range(), definition.word(), end);
        definition = null;
      }
    }
    if (!input.exited) {
      for (Condition condition : input.conditions) {
        diagnostics.error(DiagnosticCode.UNCLOSED_DIRECTIVE, condition.range, "%if", "%endif");
      }
    }
  }

  private void process(RawLine raw, Input input) {
    if (definition != null) {
      define(definition, raw);
      return;
    }
    List<Token> tokens = raw.tokens();
    if (input.emitting()) {
      tokens = substitute(tokens, input.call());
    }
    Token first = tokens.isEmpty() ? null : tokens.getFirst();
    if (first != null && first.is(Kind.PERCENT) && directive(first, tokens, raw, input)) {
      if (input instanceof Input.File) {
        pending.add(new Line(List.of(), raw.range(), raw.text(), input.expansion()));
      }
      return;
    }
    if (!input.emitting()) {
      return;
    }
    List<Token> expanded = expander.expand(tokens);
    if (!call(expanded, raw, input)) {
      pending.add(new Line(finish(expanded), raw.range(), raw.text(), input.expansion()));
    }
  }

  // --- lines ---------------------------------------------------------------------------------

  /** Replaces what belongs to the macro call: {@code %1}, {@code %%label}, {@code %0} ... */
  private List<Token> substitute(List<Token> tokens, @Nullable MacroCall call) {
    boolean plain = true;
    for (Token token : tokens) {
      plain &= !token.is(Kind.PERCENT) && !token.is(Kind.INDIRECT);
    }
    if (plain) {
      return tokens;
    }
    List<Token> result = new ArrayList<>();
    for (Token token : tokens) {
      List<Token> replacement = null;
      if (call != null && token.is(Kind.PERCENT)) {
        replacement = call.replace(token, diagnostics);
      } else if (call != null && token.is(Kind.INDIRECT)) {
        List<Token> inner = Lexer.tokens(token.text(), token.range(), diagnostics);
        replacement = List.of(token.withText(text(substitute(inner, call))));
      }
      if (replacement == MacroCall.FAILED) {
        return List.of();
      }
      if (replacement == null) {
        result.add(token);
      } else {
        result.addAll(replacement);
      }
      if (result.size() > limits.lineTokens()) {
        diagnostics.error(
            DiagnosticCode.EXPANSION_TOO_LONG, token.range(), String.valueOf(limits.lineTokens()));
        return List.of();
      }
    }
    return expander.resolveIndirections(expander.pasteTouching(result));
  }

  /** Turns the rest of a line's {@code %} tokens into what the assembler understands. */
  private List<Token> finish(List<Token> tokens) {
    if (tokens.stream().noneMatch(token -> token.is(Kind.PERCENT))) {
      return tokens;
    }
    List<Token> result = new ArrayList<>();
    for (Token token : tokens) {
      if (!token.is(Kind.PERCENT)) {
        result.add(token);
        continue;
      }
      String text = token.text();
      if (text.startsWith("%$")) {
        String label = contexts.label(text);
        if (label == null) {
          diagnostics.error(DiagnosticCode.NO_CONTEXT, token.range(), text);
          return List.of();
        }
        result.add(new Token(Kind.WORD, label, token.range()));
      } else if (text.startsWith("%%") || text.length() > 1 && Lexer.isDigit(text.charAt(1))) {
        diagnostics.error(DiagnosticCode.NOT_IN_MACRO, token.range(), text);
        return List.of();
      } else {
        SourceRange range = token.range();
        result.add(new Token(Kind.OPERATOR, "%", range));
        SourceRange behind =
            new SourceRange(range.file(), range.line(), range.column() + 1, range.length() - 1);
        result.addAll(Lexer.tokens(text.substring(1), behind, diagnostics));
      }
    }
    return expander.pasteTouching(result);
  }

  /** Starts the expansion of a multi-line macro if the line calls one. */
  private boolean call(List<Token> tokens, RawLine raw, Input input) {
    MultiLineMacros.Call call = macros.find(tokens, inputs.activeMacros());
    if (call == null) {
      return false;
    }
    if (call.macro() == null) {
      String name = call.name().text();
      String count = String.valueOf(call.arguments().size());
      if (mnemonics.contains(name.toLowerCase(Locale.ROOT))) {
        diagnostics.warning(DiagnosticCode.MACRO_ARGUMENT_COUNT, call.name().range(), name, count);
        return false;
      }
      diagnostics.error(DiagnosticCode.MACRO_ARGUMENT_COUNT, call.name().range(), name, count);
      return true;
    }
    if (inputs.isTooDeep()) {
      diagnostics.error(
          DiagnosticCode.MACRO_TOO_DEEP,
          call.name().range(),
          call.name().text(),
          String.valueOf(limits.macroDepth()));
      return true;
    }
    boolean ownLabel =
        call.macro().body().stream()
            .anyMatch(line -> line.tokens().stream().anyMatch(token -> token.text().equals("%00")));
    if (!ownLabel || input instanceof Input.File) {
      List<Token> label = ownLabel ? List.of() : finish(call.label());
      pending.add(new Line(label, raw.range(), raw.text(), input.expansion()));
    }
    Expansion expansion = new Expansion(call.name().text(), call.name().range(), input.expansion());
    MacroCall macroCall = call.start(nextId++);
    inputs.push(new Input.Body(call.macro().body(), expansion, macroCall));
    return true;
  }

  private void define(Definition definition, RawLine raw) {
    if (!definition.add(raw)) {
      return;
    }
    this.definition = null;
    MultiLineMacro macro = definition.macro();
    if (macro != null) {
      macros.define(macro);
    } else {
      Input outer = inputs.top();
      Expansion expansion = new Expansion("%rep", definition.range(), outer.expansion());
      inputs.push(
          new Input.Repetition(definition.body(), definition.count(), expansion, outer.call()));
    }
  }

  // --- directives ----------------------------------------------------------------------------

  /** Carries out a preprocessor directive; false if the line is none. */
  private boolean directive(Token first, List<Token> tokens, RawLine raw, Input input) {
    String name = first.text().substring(1).toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
      return false;
    }
    List<Token> rest = tokens.subList(1, tokens.size());
    if (name.startsWith("if") && ConditionTest.isTest(name.substring(2))) {
      boolean outer = input.emitting();
      boolean taken = outer && conditionTest.test(name.substring(2), first, rest);
      input.conditions.push(new Condition(first.range(), taken, taken || !outer));
      return true;
    }
    if (name.startsWith("elif") && ConditionTest.isTest(name.substring(4))) {
      elseIf(first, input, () -> conditionTest.test(name.substring(4), first, rest));
      return true;
    }
    if (name.equals("else")) {
      elseIf(first, input, () -> true);
      if (!input.conditions.isEmpty()) {
        input.conditions.peek().elseSeen = true;
      }
      return true;
    }
    if (name.equals("endif")) {
      if (input.conditions.poll() == null) {
        diagnostics.error(DiagnosticCode.UNOPENED_DIRECTIVE, first.range(), "%endif", "%if");
      }
      return true;
    }
    if (!input.emitting()) {
      return true;
    }
    if (!flow(name, first, rest, raw, input) && !directives.execute(name, first, rest, input)) {
      diagnostics.error(
          DiagnosticCode.UNKNOWN_PREPROCESSOR_DIRECTIVE,
          first.range(),
          () ->
              NearNames.of(name, Names.PREPROCESSOR_DIRECTIVES).stream().map(n -> "%" + n).toList(),
          first.text());
    }
    return true;
  }

  private void elseIf(Token first, Input input, java.util.function.BooleanSupplier test) {
    Condition condition = input.conditions.peek();
    if (condition == null || condition.elseSeen) {
      diagnostics.error(
          DiagnosticCode.UNOPENED_DIRECTIVE,
          first.range(),
          first.text(),
          condition == null ? "%if" : "%else");
    } else if (condition.decided) {
      condition.emitting = false;
    } else {
      condition.emitting = test.getAsBoolean();
      condition.decided = condition.emitting;
    }
  }

  /** Directives that change which lines come next. */
  private boolean flow(String name, Token first, List<Token> rest, RawLine raw, Input input) {
    switch (name) {
      case "macro", "imacro", "rmacro", "irmacro" ->
          definition = Definition.ofMacro(name, first.range(), rest, expander, diagnostics);
      case "unmacro", "unimacro" -> macros.undefine(rest);
      case "endmacro", "endm" ->
          diagnostics.error(
              DiagnosticCode.UNOPENED_DIRECTIVE, first.range(), first.text(), "%macro");
      case "rep" -> {
        Value count = evaluate(rest, first);
        if (inputs.isTooDeep()) {
          diagnostics.error(
              DiagnosticCode.MACRO_TOO_DEEP,
              first.range(),
              "%rep",
              String.valueOf(limits.macroDepth()));
          count = null;
        }
        if (count != null && (count.number() < 0 || count.number() > limits.lines())) {
          diagnostics.error(
              DiagnosticCode.REPEAT_COUNT,
              range(rest, first),
              "%rep",
              String.valueOf(count.number()),
              String.valueOf(limits.lines()));
          count = null;
        }
        definition = Definition.ofRepetition(first.range(), count == null ? 0 : count.number());
      }
      case "endrep" ->
          diagnostics.error(DiagnosticCode.UNOPENED_DIRECTIVE, first.range(), "%endrep", "%rep");
      case "exitrep" -> {
        if (!inputs.exit(Input.Repetition.class)) {
          diagnostics.error(DiagnosticCode.UNOPENED_DIRECTIVE, first.range(), "%exitrep", "%rep");
        }
      }
      case "exitmacro" -> {
        if (!inputs.exit(Input.Body.class)) {
          diagnostics.error(
              DiagnosticCode.UNOPENED_DIRECTIVE, first.range(), "%exitmacro", "%macro");
        }
      }
      case "include" -> {
        List<Token> path = expander.expand(rest);
        pending.add(new Line(List.of(), raw.range(), raw.text(), input.expansion()));
        include(MacroExpander.trimSpace(path), first);
      }
      case "fatal" -> {
        directives.execute("error", first, rest, input);
        stopped = true;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void include(List<Token> path, Token directive) {
    if (path.isEmpty()) {
      diagnostics.error(DiagnosticCode.EXPECTED, directive.range().end(), "\"file\"");
      return;
    }
    String name =
        path.size() == 1 && path.getFirst().is(Kind.STRING)
            ? new String(StringLiteral.bytes(path.getFirst().text()), StandardCharsets.UTF_8)
            : text(path);
    inputs.include(name, path.getFirst().range().to(path.getLast().range()));
  }

  // --- services for the directives --------------------------------------------------------------

  private int currentLine(SourceRange use) {
    Input input = inputs.peek();
    Expansion expansion = input == null ? null : input.expansion();
    return expansion == null || expansion.name().equals("%rep")
        ? use.line()
        : expansion.outermostCall().line();
  }

  Contexts contexts() {
    return contexts;
  }

  int newId() {
    return nextId++;
  }

  boolean isMacro(List<Token> nameAndCounts) {
    return macros.isDefined(nameAndCounts);
  }

  /** The number that the tokens compute; null if they are no constant, which has been reported. */
  @Nullable Value evaluate(List<Token> tokens, Token directive) {
    TokenCursor cursor = new TokenCursor(finish(expander.expand(tokens)), directive.range().end());
    Expression expression = new ExpressionParser(cursor, diagnostics).parse();
    Token extra = cursor.peek();
    if (extra != null && !(expression instanceof Expression.Invalid)) {
      diagnostics.error(DiagnosticCode.UNEXPECTED, extra.range(), extra.text());
    }
    dependsOnLayout |= expression.dependsOnLayout();
    Evaluator.Scope critical = new CriticalScope(layout, diagnostics);
    Value value = new Evaluator(critical, diagnostics).evaluate(expression);
    if (value != null && !value.isNumber()) {
      diagnostics.error(DiagnosticCode.NOT_CONSTANT, expression.range(), directive.text());
      return null;
    }
    return value;
  }

  private static SourceRange range(List<Token> tokens, Token fallback) {
    List<Token> trimmed = MacroExpander.trimSpace(tokens);
    return trimmed.isEmpty()
        ? fallback.range()
        : trimmed.getFirst().range().to(trimmed.getLast().range());
  }

  /** Tokens as text again. */
  static String text(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(token.is(Kind.INDIRECT) ? "%[" + token.text() + "]" : token.text());
    }
    return text.toString().strip();
  }
}
