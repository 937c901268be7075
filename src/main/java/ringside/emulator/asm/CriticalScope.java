package ringside.emulator.asm;

import org.jspecify.annotations.Nullable;

/** The scope of an expression that must be known on first sight; a missing symbol is a mistake. */
record CriticalScope(Evaluator.Scope scope, Diagnostics diagnostics) implements Evaluator.Scope {

  @Override
  public @Nullable Value symbol(String name) {
    return scope.earlierSymbol(name);
  }

  @Override
  public @Nullable Value earlierSymbol(String name) {
    return scope.earlierSymbol(name);
  }

  @Override
  public Value here() {
    return scope.here();
  }

  @Override
  public Value sectionStart() {
    return scope.sectionStart();
  }

  @Override
  public boolean missing(Expression.Symbol symbol) {
    diagnostics.error(DiagnosticCode.SYMBOL_NOT_YET_DEFINED, symbol.range(), symbol.name());
    return true;
  }
}
