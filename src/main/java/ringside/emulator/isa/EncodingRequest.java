package ringside.emulator.isa;

import java.util.List;

/**
 * One line of assembly, to be encoded.
 *
 * @param mode as the {@code bits} directive says
 * @param prefixes before the mnemonic, in any order
 * @param mnemonic in any case
 * @param operands in the order written
 * @param address where the instruction begins, to count branches from
 * @param defaultRelative whether {@code default rel} is in force
 */
public record EncodingRequest(
    CodeMode mode,
    List<InstructionPrefix> prefixes,
    String mnemonic,
    List<Operand> operands,
    long address,
    boolean defaultRelative) {

  public EncodingRequest {
    prefixes = List.copyOf(prefixes);
    operands = List.copyOf(operands);
  }

  /** The same line in other code. */
  EncodingRequest in(CodeMode other) {
    return new EncodingRequest(other, prefixes, mnemonic, operands, address, defaultRelative);
  }

  /** Operand size in bytes of an {@code o16}-like prefix, or 0. */
  int operandSizePrefix() {
    return sizePrefix(4);
  }

  /** Address size in bytes of an {@code a16}-like prefix, or 0. */
  int addressSizePrefix() {
    return sizePrefix(5);
  }

  private int sizePrefix(int group) {
    for (InstructionPrefix prefix : prefixes) {
      if (prefix.group() == group) {
        return prefix.value();
      }
    }
    return 0;
  }
}
