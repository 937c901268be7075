package ringside.emulator.asm;

/**
 * One lexical element, with the place where its characters stand in a source.
 *
 * @param text the characters as written; quotes included, {@code %[} and {@code %{} resolved
 */
record Token(Kind kind, String text, SourceRange range) {

  enum Kind {
    /** Identifier, mnemonic, register, {@code $}, {@code $$}, {@code $name}. */
    WORD,
    /** Integer or floating-point literal, not yet checked. */
    NUMBER,
    /** Quoted string, quotes included. */
    STRING,
    /** A run of white space between two other tokens. */
    SPACE,
    /** Operator or punctuation. */
    OPERATOR,
    /** {@code %name}, {@code %1}, {@code %%label}, {@code %$label}: for the preprocessor. */
    PERCENT,
    /** {@code %[text]}: {@link #text} is the inner text, expanded in place. */
    INDIRECT,
    /** Behind the last replacement token of a single-line macro; never leaves its expansion. */
    EXPANSION_END
  }

  boolean is(Kind kind) {
    return this.kind == kind;
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  Token withText(String text) {
    return new Token(kind, text, range);
  }
}
