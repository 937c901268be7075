package ringside.emulator.asm;

import org.jspecify.annotations.Nullable;

/**
 * The macro call that a line comes from.
 *
 * @param name what was expanded: a macro's name, or {@code %rep}
 * @param call where the call is written
 * @param outer the expansion that the call itself comes from
 */
public record Expansion(String name, SourceRange call, @Nullable Expansion outer) {

  /** The call that the author wrote in a file, outside every macro. */
  public SourceRange outermostCall() {
    Expansion expansion = this;
    while (expansion.outer != null) {
      expansion = expansion.outer;
    }
    return expansion.call;
  }

  int depth() {
    return outer == null ? 1 : outer.depth() + 1;
  }
}
