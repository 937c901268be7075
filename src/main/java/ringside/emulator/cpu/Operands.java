package ringside.emulator.cpu;

import ringside.emulator.bits.Bits;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/** Operands of a decoded instruction, found by their kind. */
final class Operands {
  private Operands() {}

  static long effectiveAddress(LogicalProcessor cpu, DecodedInstruction instruction) {
    long address = instruction.displacement();
    if (instruction.base() >= 0) {
      address += cpu.registers[instruction.base()];
    }
    if (instruction.index() >= 0) {
      address += cpu.registers[instruction.index()] * instruction.scale();
    }
    if (instruction.ripRelative()) {
      address += cpu.nextRip();
    }
    return Bits.zeroExtend(address, instruction.addressSize());
  }

  static long read(LogicalProcessor cpu, DecodedInstruction instruction, int at) {
    int size = instruction.size(at);
    return switch (instruction.kind(at)) {
      case GENERAL -> cpu.register(instruction.register(at), size);
      case SEGMENT -> cpu.segment(instruction.register(at)).selector();
      case MEMORY -> cpu.load(instruction.segment(), effectiveAddress(cpu, instruction), size);
      case IMMEDIATE ->
          isSecondImmediate(instruction, at) ? instruction.immediate2() : instruction.immediate();
      case RELATIVE ->
          Bits.zeroExtend(cpu.nextRip() + instruction.immediate(), instruction.operandSize());
      case CONSTANT -> instruction.register(at);
      case CONTROL, DEBUG, X87, MMX, XMM, FAR_POINTER, STRING_SOURCE, STRING_DESTINATION ->
          throw new IllegalArgumentException(instruction.row() + " has no such integer operand");
    };
  }

  static long readForWrite(LogicalProcessor cpu, DecodedInstruction instruction, int at) {
    if (instruction.kind(at) != OperandKind.MEMORY) {
      return read(cpu, instruction, at);
    }
    return cpu.loadForWrite(
        instruction.segment(), effectiveAddress(cpu, instruction), instruction.size(at));
  }

  static void write(LogicalProcessor cpu, DecodedInstruction instruction, int at, long value) {
    int size = instruction.size(at);
    switch (instruction.kind(at)) {
      case GENERAL -> cpu.setRegister(instruction.register(at), size, value);
      case MEMORY ->
          cpu.store(instruction.segment(), effectiveAddress(cpu, instruction), size, value);
      case SEGMENT, IMMEDIATE, RELATIVE, CONSTANT, CONTROL, DEBUG, X87, MMX, XMM ->
          unwritable(instruction);
      case FAR_POINTER, STRING_SOURCE, STRING_DESTINATION -> unwritable(instruction);
    }
  }

  private static void unwritable(DecodedInstruction instruction) {
    throw new IllegalArgumentException(instruction.row() + " does not write an integer operand");
  }

  /** Whether an earlier operand took the first immediate. */
  static boolean isSecondImmediate(DecodedInstruction instruction, int at) {
    for (int i = 0; i < at; i++) {
      if (instruction.kind(i) == OperandKind.IMMEDIATE) {
        return true;
      }
    }
    return false;
  }
}
