package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.PackedOperands;
import ringside.emulator.cpu.Sse;
import ringside.emulator.isa.DecodedInstruction;

/** What SSE floating-point instructions share. */
final class SseOperands {
  private SseOperands() {}

  /** Whether the row is of doubles: mandatory prefix 66 or F2. */
  static boolean isDouble(DecodedInstruction instruction) {
    return switch (instruction.row().opcode().prefix()) {
      case P66, PF2 -> true;
      case ANY, NONE, PF3 -> false;
    };
  }

  /** Whether the instruction works on the low element only: mandatory prefix F3 or F2. */
  static boolean isScalar(DecodedInstruction instruction) {
    return switch (instruction.row().opcode().prefix()) {
      case PF3, PF2 -> true;
      case ANY, NONE, P66 -> false;
    };
  }

  /** Loads the operands of an instruction that may raise floating-point exceptions. */
  static Sse load(LogicalProcessor cpu, DecodedInstruction instruction) {
    Sse unit = PackedOperands.load(cpu, instruction);
    unit.arithmetic.begin();
    return unit;
  }

  /** Raises the exceptions, then writes the result to the register that is the first operand. */
  static void store(LogicalProcessor cpu, DecodedInstruction instruction) {
    PackedOperands.raise(cpu);
    PackedOperands.store(cpu, instruction);
  }
}
