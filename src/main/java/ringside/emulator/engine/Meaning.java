package ringside.emulator.engine;

import java.util.List;

/**
 * What one instruction does: first its effects on memory, in order, then all registers change at
 * once.
 *
 * @param before the state that the nodes start from
 * @param after the registers, flags and RIP after it
 * @param target RIP after it if a relative branch is taken; {@code after.rip()} contains this very
 *     node
 * @param next RIP of the next instruction
 */
record Meaning(List<Effect> effects, GuestState before, GuestState after, Node target, Node next) {
  /** Of a conditional branch: when it is taken. It may be known that it always is, or never. */
  Taken taken(Nodes nodes) {
    Node rip = after.rip;
    return rip == next || rip == target
        ? new Taken(nodes.isTrue(), rip == target)
        : new Taken(rip.in[0], rip.in[1] == target);
  }

  /**
   * When a branch is taken.
   *
   * @param sense whether it is if the condition holds, or if not
   */
  record Taken(Node condition, boolean sense) {}
}
