package ringside.emulator.asm;

import java.util.List;

/**
 * A macro of {@code %define} and its relatives.
 *
 * @param name as defined
 * @param parameters names of the parameters, null-free; empty also for {@code name()}
 * @param hasParameterList whether a call needs parentheses
 * @param greedy whether the last parameter takes the rest, commas included
 * @param caseSensitive false for {@code %idefine}
 * @param body the replacement
 */
record SingleLineMacro(
    String name,
    List<String> parameters,
    boolean hasParameterList,
    boolean greedy,
    boolean caseSensitive,
    List<Token> body) {

  boolean isNamed(String word) {
    return caseSensitive ? name.equals(word) : name.equalsIgnoreCase(word);
  }

  boolean takes(int arguments) {
    // f() is a call without arguments and one with a single empty argument
    return arguments == parameters.size() || parameters.isEmpty() && arguments == 1;
  }
}
