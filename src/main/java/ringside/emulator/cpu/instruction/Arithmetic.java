package ringside.emulator.cpu.instruction;

import ringside.emulator.cpu.Alu;
import ringside.emulator.isa.Instruction;

/** Binary addition, subtraction and comparison (SDM, "Binary Arithmetic Instructions"). */
public final class Arithmetic {
  private Arithmetic() {}

  /** Adds the source operand to the destination operand. */
  @Instruction(
      """
      00 /r     ADD  Eb, Gb   lock
      01 /r     ADD  Ev, Gv   lock
      02 /r     ADD  Gb, Eb
      03 /r     ADD  Gv, Ev
      04 ib     ADD  AL, Ib
      05 iz     ADD  rAX, Iz
      80 /0 ib  ADD  Eb, Ib   lock
      81 /0 iz  ADD  Ev, Iz   lock
      82 /0 ib  ADD  Eb, Ib   lock i64 alias
      83 /0 ib  ADD  Ev, Ibs  lock
      """)
  public static long add(Alu alu, long destination, long source) {
    return alu.add(destination, source);
  }

  /** Adds the source operand and the carry flag to the destination operand. */
  @Instruction(
      """
      10 /r     ADC  Eb, Gb   lock
      11 /r     ADC  Ev, Gv   lock
      12 /r     ADC  Gb, Eb
      13 /r     ADC  Gv, Ev
      14 ib     ADC  AL, Ib
      15 iz     ADC  rAX, Iz
      80 /2 ib  ADC  Eb, Ib   lock
      81 /2 iz  ADC  Ev, Iz   lock
      82 /2 ib  ADC  Eb, Ib   lock i64 alias
      83 /2 ib  ADC  Ev, Ibs  lock
      """)
  public static long adc(Alu alu, long destination, long source) {
    return alu.addWithCarry(destination, source);
  }

  /** Subtracts the source operand from the destination operand. */
  @Instruction(
      """
      28 /r     SUB  Eb, Gb   lock
      29 /r     SUB  Ev, Gv   lock
      2A /r     SUB  Gb, Eb
      2B /r     SUB  Gv, Ev
      2C ib     SUB  AL, Ib
      2D iz     SUB  rAX, Iz
      80 /5 ib  SUB  Eb, Ib   lock
      81 /5 iz  SUB  Ev, Iz   lock
      82 /5 ib  SUB  Eb, Ib   lock i64 alias
      83 /5 ib  SUB  Ev, Ibs  lock
      """)
  public static long sub(Alu alu, long destination, long source) {
    return alu.subtract(destination, source);
  }

  /** Subtracts the source operand and the carry flag from the destination operand. */
  @Instruction(
      """
      18 /r     SBB  Eb, Gb   lock
      19 /r     SBB  Ev, Gv   lock
      1A /r     SBB  Gb, Eb
      1B /r     SBB  Gv, Ev
      1C ib     SBB  AL, Ib
      1D iz     SBB  rAX, Iz
      80 /3 ib  SBB  Eb, Ib   lock
      81 /3 iz  SBB  Ev, Iz   lock
      82 /3 ib  SBB  Eb, Ib   lock i64 alias
      83 /3 ib  SBB  Ev, Ibs  lock
      """)
  public static long sbb(Alu alu, long destination, long source) {
    return alu.subtractWithBorrow(destination, source);
  }

  /** Compares the first operand with the second by subtracting, and keeps only the flags. */
  @Instruction(
      """
      38 /r     CMP  Eb, Gb
      39 /r     CMP  Ev, Gv
      3A /r     CMP  Gb, Eb
      3B /r     CMP  Gv, Ev
      3C ib     CMP  AL, Ib
      3D iz     CMP  rAX, Iz
      80 /7 ib  CMP  Eb, Ib
      81 /7 iz  CMP  Ev, Iz
      82 /7 ib  CMP  Eb, Ib   i64 alias
      83 /7 ib  CMP  Ev, Ibs
      """)
  public static void cmp(Alu alu, long destination, long source) {
    long unused = alu.subtract(destination, source);
  }

  /** Adds 1 to the operand and leaves the carry flag as it is. */
  @Instruction(
      """
      FE /0  INC  Eb   lock
      FF /0  INC  Ev   lock
      40+r   INC  Zv   i64
      """)
  public static long inc(Alu alu, long destination) {
    return alu.increment(destination);
  }

  /** Subtracts 1 from the operand and leaves the carry flag as it is. */
  @Instruction(
      """
      FE /1  DEC  Eb   lock
      FF /1  DEC  Ev   lock
      48+r   DEC  Zv   i64
      """)
  public static long dec(Alu alu, long destination) {
    return alu.decrement(destination);
  }

  /** Subtracts the operand from 0: its two's complement. */
  @Instruction(
      """
      F6 /3  NEG  Eb   lock
      F7 /3  NEG  Ev   lock
      """)
  public static long neg(Alu alu, long destination) {
    return alu.subtract(0, destination);
  }

  /** Adds both operands and CF, of which it alone is affected: a carry chain beside ADOX. */
  @Instruction("66 0F 38 F6 /r  ADCX  Gy, Ey   cpuid=ADX")
  public static long adcx(Alu alu, long destination, long source) {
    boolean carry = alu.carry();
    alu.setCarry(carriesOut(alu, destination, source, carry));
    return destination + source + (carry ? 1 : 0);
  }

  /** Adds both operands and OF, of which it alone is affected: a carry chain beside ADCX. */
  @Instruction("F3 0F 38 F6 /r  ADOX  Gy, Ey   cpuid=ADX")
  public static long adox(Alu alu, long destination, long source) {
    boolean carry = alu.overflow();
    alu.setOverflow(carriesOut(alu, destination, source, carry));
    return destination + source + (carry ? 1 : 0);
  }

  private static boolean carriesOut(Alu alu, long destination, long source, boolean carry) {
    long sum = destination + source + (carry ? 1 : 0);
    return alu.isNegative(destination & source | (destination | source) & ~sum);
  }
}
