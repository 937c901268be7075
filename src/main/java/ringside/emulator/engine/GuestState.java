package ringside.emulator.engine;

/** The processor's registers as an evaluation sees them. */
final class GuestState {
  /** The general registers, each a long. */
  final Node[] registers;

  /** The material of the status flags, by {@link FlagField}. */
  final Node[] flags;

  /** Where to go on. */
  Node rip;

  GuestState(Node[] registers, Node[] flags, Node rip) {
    this.registers = registers;
    this.flags = flags;
    this.rip = rip;
  }

  GuestState copy() {
    return new GuestState(registers.clone(), flags.clone(), rip);
  }

  /** What is so if the condition holds, and {@code other} if not. */
  GuestState merge(Nodes nodes, Node condition, GuestState other) {
    return new GuestState(
        merge(nodes, condition, registers, other.registers),
        merge(nodes, condition, flags, other.flags),
        nodes.select(condition, rip, other.rip));
  }

  private static Node[] merge(Nodes nodes, Node condition, Node[] mine, Node[] others) {
    Node[] merged = new Node[mine.length];
    for (int i = 0; i < mine.length; i++) {
      merged[i] = nodes.select(condition, mine[i], others[i]);
    }
    return merged;
  }
}
