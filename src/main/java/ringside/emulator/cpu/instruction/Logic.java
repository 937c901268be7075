package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.isa.Instruction;

/** Bitwise logic (SDM, "Logical Instructions"); AF, which it leaves undefined, is cleared. */
public final class Logic {
  private Logic() {}

  /** Bitwise AND of both operands. */
  @Instruction(
      """
      20 /r     AND  Eb, Gb   lock
      21 /r     AND  Ev, Gv   lock
      22 /r     AND  Gb, Eb
      23 /r     AND  Gv, Ev
      24 ib     AND  AL, Ib
      25 iz     AND  rAX, Iz
      80 /4 ib  AND  Eb, Ib   lock
      81 /4 iz  AND  Ev, Iz   lock
      82 /4 ib  AND  Eb, Ib   lock i64 alias
      83 /4 ib  AND  Ev, Ibs  lock
      """)
  public static long and(Alu alu, long destination, long source) {
    return alu.logic(destination & source);
  }

  /** Bitwise inclusive OR of both operands. */
  @Instruction(
      """
      08 /r     OR  Eb, Gb   lock
      09 /r     OR  Ev, Gv   lock
      0A /r     OR  Gb, Eb
      0B /r     OR  Gv, Ev
      0C ib     OR  AL, Ib
      0D iz     OR  rAX, Iz
      80 /1 ib  OR  Eb, Ib   lock
      81 /1 iz  OR  Ev, Iz   lock
      82 /1 ib  OR  Eb, Ib   lock i64 alias
      83 /1 ib  OR  Ev, Ibs  lock
      """)
  public static long or(Alu alu, long destination, long source) {
    return alu.logic(destination | source);
  }

  /** Bitwise exclusive OR of both operands. */
  @Instruction(
      """
      30 /r     XOR  Eb, Gb   lock
      31 /r     XOR  Ev, Gv   lock
      32 /r     XOR  Gb, Eb
      33 /r     XOR  Gv, Ev
      34 ib     XOR  AL, Ib
      35 iz     XOR  rAX, Iz
      80 /6 ib  XOR  Eb, Ib   lock
      81 /6 iz  XOR  Ev, Iz   lock
      82 /6 ib  XOR  Eb, Ib   lock i64 alias
      83 /6 ib  XOR  Ev, Ibs  lock
      """)
  public static long xor(Alu alu, long destination, long source) {
    return alu.logic(destination ^ source);
  }

  /** Inverts every bit of the operand and affects no flag. */
  @Instruction(
      """
      F6 /2  NOT  Eb   lock
      F7 /2  NOT  Ev   lock
      """)
  public static long not(Alu alu, long destination) {
    return ~destination;
  }

  /** Bitwise AND of both operands, of which only the flags are kept. */
  @Instruction(
      """
      84 /r     TEST  Eb, Gb
      85 /r     TEST  Ev, Gv
      84 /r     TEST  Gb, Eb   synonym
      85 /r     TEST  Gv, Ev   synonym
      A8 ib     TEST  AL, Ib
      A9 iz     TEST  rAX, Iz
      F6 /0 ib  TEST  Eb, Ib
      F7 /0 iz  TEST  Ev, Iz
      F6 /1 ib  TEST  Eb, Ib   alias
      F7 /1 iz  TEST  Ev, Iz   alias
      """)
  public static void test(Alu alu, long destination, long source) {
    long unused = alu.logic(destination & source);
  }
}
