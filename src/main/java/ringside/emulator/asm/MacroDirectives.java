package ringside.emulator.asm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ringside.emulator.asm.Token.Kind;

/** The preprocessor directives that define something or say something. */
final class MacroDirectives {
  private final Preprocessor preprocessor;
  private final MacroExpander expander;
  private final Diagnostics diagnostics;

  MacroDirectives(Preprocessor preprocessor, MacroExpander expander, Diagnostics diagnostics) {
    this.preprocessor = preprocessor;
    this.expander = expander;
    this.diagnostics = diagnostics;
  }

  /** Carries out one directive; false if there is none of this name. */
  boolean execute(String name, Token directive, List<Token> rest, Input input) {
    switch (name) {
      case "define", "idefine" -> define(directive, rest, !name.startsWith("i"), false);
      case "xdefine", "ixdefine" -> define(directive, rest, !name.startsWith("i"), true);
      case "undef" -> {
        Token macro = name(directive, rest);
        if (macro != null) {
          expander.undefine(macro.text());
        }
      }
      case "assign", "iassign" -> assign(directive, rest);
      case "strlen",
          "istrlen",
          "substr",
          "isubstr",
          "strcat",
          "istrcat",
          "defstr",
          "idefstr",
          "deftok",
          "ideftok" ->
          text(name, directive, rest);
      case "error", "warning" -> {
        List<Token> message = MacroExpander.trimSpace(expander.expand(rest));
        String text =
            message.size() == 1 && message.getFirst().is(Kind.STRING)
                ? new String(StringLiteral.bytes(message.getFirst().text()), StandardCharsets.UTF_8)
                : Preprocessor.text(message);
        if (name.equals("error")) {
          diagnostics.error(DiagnosticCode.AUTHOR_ERROR, directive.range(), text);
        } else {
          diagnostics.warning(DiagnosticCode.AUTHOR_WARNING, directive.range(), text);
        }
      }
      case "push", "pop", "repl" -> context(name, directive, rest);
      case "rotate" -> {
        Value by = preprocessor.evaluate(rest, directive);
        MacroCall call = input.call();
        if (call == null) {
          diagnostics.error(DiagnosticCode.NOT_IN_MACRO, directive.range(), "%rotate");
        } else if (by != null) {
          call.rotate(by.number());
        }
      }
      case "line", "pragma", "clear", "depend" -> {
        // they say where the text comes from, or talk to other tools
      }
      case "use", "pathsearch", "arg", "local", "stacksize" ->
          diagnostics.error(DiagnosticCode.NOT_SUPPORTED, directive.range(), directive.text());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Takes the macro's name off the front; null after reporting that there is none. */
  private @Nullable Token name(Token directive, List<Token> rest) {
    List<Token> tokens = MacroExpander.trimSpace(rest);
    Token name = tokens.isEmpty() ? null : tokens.getFirst();
    if (name == null
        || !name.is(Kind.WORD) && !(name.is(Kind.PERCENT) && name.text().startsWith("%$"))) {
      SourceRange at = name == null ? directive.range().end() : name.range();
      diagnostics.error(DiagnosticCode.MACRO_NAME_EXPECTED, at, directive.text());
      return null;
    }
    if (name.is(Kind.PERCENT) && preprocessor.contexts().label(name.text()) == null) {
      diagnostics.error(DiagnosticCode.NO_CONTEXT, name.range(), name.text());
      return null;
    }
    return name;
  }

  private void define(Token directive, List<Token> rest, boolean caseSensitive, boolean now) {
    Token name = name(directive, rest);
    if (name == null) {
      return;
    }
    List<Token> tokens = MacroExpander.trimSpace(rest);
    int at = 1;
    List<String> parameters = new ArrayList<>();
    boolean greedy = false;
    boolean hasList = at < tokens.size() && tokens.get(at).isOperator("(");
    if (hasList) {
      at++;
      while (at < tokens.size() && !tokens.get(at).isOperator(")")) {
        Token token = tokens.get(at++);
        if (token.is(Kind.WORD)) {
          parameters.add(token.text());
        } else if (token.isOperator("+")) {
          greedy = true;
        } else if (!token.is(Kind.SPACE) && !token.isOperator(",")) {
          diagnostics.error(DiagnosticCode.UNEXPECTED, token.range(), token.text());
          return;
        }
      }
      if (at == tokens.size()) {
        diagnostics.error(DiagnosticCode.EXPECTED, tokens.getLast().range().end(), ")");
        return;
      }
      at++;
    }
    List<Token> body = MacroExpander.trimSpace(tokens.subList(at, tokens.size()));
    if (now) {
      body = expander.expand(body);
    }
    expander.define(
        name.text(),
        new SingleLineMacro(
            Contexts.bareName(name.text()),
            List.copyOf(parameters),
            hasList,
            greedy,
            caseSensitive,
            body));
  }

  private void assign(Token directive, List<Token> rest) {
    Token name = name(directive, rest);
    if (name == null) {
      return;
    }
    List<Token> tokens = MacroExpander.trimSpace(rest);
    Value value = preprocessor.evaluate(tokens.subList(1, tokens.size()), directive);
    if (value != null) {
      setNumber(directive, name, value.number());
    }
  }

  private void setNumber(Token directive, Token name, long number) {
    List<Token> body = new ArrayList<>();
    if (number < 0) {
      body.add(new Token(Kind.OPERATOR, "-", name.range()));
    }
    // the magnitude of the smallest number is only right as an unsigned one
    String digits = number < 0 ? Long.toUnsignedString(-number) : String.valueOf(number);
    body.add(new Token(Kind.NUMBER, digits, name.range()));
    set(directive, name, body);
  }

  private void set(Token directive, Token name, List<Token> body) {
    boolean caseSensitive = !directive.text().toLowerCase(Locale.ROOT).startsWith("%i");
    expander.define(
        name.text(),
        new SingleLineMacro(
            Contexts.bareName(name.text()), List.of(), false, false, caseSensitive, body));
  }

  private void text(String directiveName, Token directive, List<Token> rest) {
    Token name = name(directive, rest);
    if (name == null) {
      return;
    }
    List<Token> trimmed = MacroExpander.trimSpace(rest);
    List<Token> tokens =
        MacroExpander.trimSpace(expander.expand(trimmed.subList(1, trimmed.size())));
    switch (directiveName.startsWith("i") ? directiveName.substring(1) : directiveName) {
      case "strlen" -> {
        byte[] bytes = string(directive, tokens);
        if (bytes != null) {
          setNumber(directive, name, bytes.length);
        }
      }
      case "strcat" -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Token token : tokens) {
          if (token.is(Kind.STRING)) {
            all.writeBytes(StringLiteral.bytes(token.text()));
          } else if (!token.is(Kind.SPACE) && !token.isOperator(",")) {
            diagnostics.error(DiagnosticCode.STRING_EXPECTED, token.range(), directive.text());
            return;
          }
        }
        setString(directive, name, all.toByteArray());
      }
      case "defstr" ->
          setString(directive, name, Preprocessor.text(tokens).getBytes(StandardCharsets.UTF_8));
      case "deftok" -> {
        byte[] bytes = string(directive, tokens);
        if (bytes != null) {
          String text = new String(bytes, StandardCharsets.UTF_8);
          set(directive, name, Lexer.tokens(text, tokens.getFirst().range(), diagnostics));
        }
      }
      default -> substring(directive, name, tokens);
    }
  }

  private void setString(Token directive, Token name, byte[] bytes) {
    Token string = new Token(Kind.STRING, StringLiteral.quote(bytes), name.range());
    set(directive, name, List.of(string));
  }

  private byte @Nullable [] string(Token directive, List<Token> tokens) {
    Token first = tokens.isEmpty() ? null : tokens.getFirst();
    if (first == null || !first.is(Kind.STRING)) {
      SourceRange at = first == null ? directive.range().end() : first.range();
      diagnostics.error(DiagnosticCode.STRING_EXPECTED, at, directive.text());
      return null;
    }
    return StringLiteral.bytes(first.text());
  }

  /** {@code %substr name 'string' start, count}; a negative count counts from the end. */
  private void substring(Token directive, Token name, List<Token> tokens) {
    byte[] bytes = string(directive, tokens);
    if (bytes == null) {
      return;
    }
    List<Token> bounds = MacroExpander.trimSpace(tokens.subList(1, tokens.size()));
    if (!bounds.isEmpty() && bounds.getFirst().isOperator(",")) {
      bounds = bounds.subList(1, bounds.size());
    }
    List<List<Token>> numbers = MultiLineMacros.splitArguments(bounds);
    Value start = preprocessor.evaluate(numbers.getFirst(), directive);
    Value count =
        numbers.size() < 2 ? Value.of(1) : preprocessor.evaluate(numbers.get(1), directive);
    if (start == null || count == null) {
      return;
    }
    long from = start.number() - 1;
    long length = count.number() < 0 ? count.number() + bytes.length + 1 - from : count.number();
    boolean empty = from < 0 || from >= bytes.length || length <= 0;
    byte[] part =
        empty
            ? new byte[0]
            : Arrays.copyOfRange(bytes, (int) from, (int) Math.min(bytes.length, from + length));
    setString(directive, name, part);
  }

  private void context(String directiveName, Token directive, List<Token> rest) {
    Contexts contexts = preprocessor.contexts();
    List<Token> tokens = MacroExpander.trimSpace(expander.expand(rest));
    String name = tokens.isEmpty() ? "" : tokens.getFirst().text();
    if (directiveName.equals("push")) {
      if (!contexts.push(name, preprocessor.newId())) {
        diagnostics.error(DiagnosticCode.MACRO_TOO_DEEP, directive.range(), "%push", "1000");
      }
    } else if (contexts.isEmpty()) {
      diagnostics.error(DiagnosticCode.NO_CONTEXT, directive.range(), directive.text());
    } else if (directiveName.equals("repl")) {
      contexts.rename(name);
    } else if (!name.isEmpty() && !contexts.top().equalsIgnoreCase(name)) {
      diagnostics.error(
          DiagnosticCode.WRONG_CONTEXT, tokens.getFirst().range(), name, contexts.top());
    } else {
      contexts.pop();
    }
  }
}
