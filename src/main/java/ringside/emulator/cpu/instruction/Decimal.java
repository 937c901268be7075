package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.AH;
import static ringside.emulator.cpu.LogicalProcessor.RAX;

import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Vector;
import ringside.emulator.isa.Instruction;

/** Binary-coded decimals (SDM, "Decimal Arithmetic Instructions"). */
public final class Decimal {
  private Decimal() {}

  /** Adjusts AL to two decimal digits after an addition. */
  @Instruction("27  DAA   i64")
  public static void daa(LogicalProcessor cpu) {
    adjustPacked(cpu, 1);
  }

  /** Adjusts AL to two decimal digits after a subtraction. */
  @Instruction("2F  DAS   i64")
  public static void das(LogicalProcessor cpu) {
    adjustPacked(cpu, -1);
  }

  private static void adjustPacked(LogicalProcessor cpu, int direction) {
    Alu alu = cpu.alu;
    int al = (int) cpu.register(RAX, 1);
    boolean carry = alu.carry() || al > 0x99;
    boolean auxiliary = alu.auxiliaryCarry() || (al & 0xF) > 9;
    int result = al + direction * ((auxiliary ? 0x06 : 0) + (carry ? 0x60 : 0));
    // DAS also carries when taking 6 from a digit pair below 6 borrows.
    boolean borrow = direction < 0 && auxiliary && al < 6;
    alu.setSize(1);
    alu.setResult(result);
    alu.setAuxiliaryCarry(auxiliary);
    alu.setCarryAndOverflow(carry || borrow, false);
    cpu.setRegister(RAX, 1, result);
  }

  /** Adjusts AL to one decimal digit after an addition, and carries to AH. */
  @Instruction("37  AAA   i64")
  public static void aaa(LogicalProcessor cpu) {
    adjustUnpacked(cpu, 0x106);
  }

  /** Adjusts AL to one decimal digit after a subtraction, and borrows from AH. */
  @Instruction("3F  AAS   i64")
  public static void aas(LogicalProcessor cpu) {
    adjustUnpacked(cpu, -0x106);
  }

  private static void adjustUnpacked(LogicalProcessor cpu, int adjustment) {
    Alu alu = cpu.alu;
    long ax = cpu.register(RAX, 2);
    boolean adjust = alu.auxiliaryCarry() || (ax & 0xF) > 9;
    cpu.setRegister(RAX, 2, (adjust ? ax + adjustment : ax) & 0xFF0F);
    alu.setAuxiliaryCarry(adjust);
    alu.setCarry(adjust);
  }

  /** Divides AL by the base: quotient to AH, remainder to AL. */
  @Instruction(
      """
      D4 ib  AAM  Ib   i64
      D4 0A  AAM       i64 synonym
      """)
  public static void aam(LogicalProcessor cpu, long base) {
    if (base == 0) {
      throw cpu.fault(Vector.DE);
    }
    long al = cpu.register(RAX, 1);
    setUnpacked(cpu, al / base, al % base);
  }

  /** Makes AL of the digits in AH and AL, in the base given, and clears AH. */
  @Instruction(
      """
      D5 ib  AAD  Ib   i64
      D5 0A  AAD       i64 synonym
      """)
  public static void aad(LogicalProcessor cpu, long base) {
    setUnpacked(cpu, 0, cpu.register(RAX, 1) + cpu.register(AH, 1) * base);
  }

  private static void setUnpacked(LogicalProcessor cpu, long ah, long al) {
    cpu.setRegister(RAX, 2, ah << 8 | al & 0xFF);
    cpu.alu.setSize(1);
    long unused = cpu.alu.logic(al);
  }
}
