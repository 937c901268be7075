package ringside.emulator.cpu;

import org.jspecify.annotations.Nullable;

/** An engine beside the interpreter. It is asked when a block has become hot. */
public interface CodeCompiler {
  /** Compiles code for the entry of {@code code}; null if it would not gain anything. */
  @Nullable CompiledCode compile(HotCode code);
}
