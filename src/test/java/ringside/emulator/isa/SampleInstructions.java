package ringside.emulator.isa;

/** Rows that try the notation: one of each kind, with the bytes of real instructions. */
final class SampleInstructions {
  private SampleInstructions() {}

  @Instruction(
      """
      00 /r        ADD  Eb, Gb     lock
      01 /r        ADD  Ev, Gv     lock
      02 /r        ADD  Gb, Eb
      03 /r        ADD  Gv, Ev
      04 ib        ADD  AL, Ib
      05 iz        ADD  rAX, Iz
      80 /0 ib     ADD  Eb, Ib     lock
      81 /0 iz     ADD  Ev, Iz     lock
      83 /0 ib     ADD  Ev, Ibs    lock
      """)
  static void add() {}

  @Instruction(
      """
      88 /r        MOV  Eb, Gb
      89 /r        MOV  Ev, Gv
      8A /r        MOV  Gb, Eb
      8B /r        MOV  Gv, Ev
      8C /r        MOV  Rv/Mw, Sw
      8E /r        MOV  Sw, Ew
      A0           MOV  AL, Ob
      A1           MOV  rAX, Ov
      A2           MOV  Ob, AL
      A3           MOV  Ov, rAX
      B0+r ib      MOV  Zb, Ib
      B8+r iv      MOV  Zv, Iv
      C6 /0 ib     MOV  Eb, Ib
      C7 /0 iz     MOV  Ev, Iz
      0F 20 /r     MOV  Ry, Cy     f64 cpl0
      0F 22 /r     MOV  Cy, Ry     f64 cpl0
      """)
  static void mov() {}

  @Instruction(
      """
      90           NOP
      0F 1F /0     NOP  Ev
      """)
  static void nop() {}

  @Instruction("F3 90 PAUSE")
  static void pause() {}

  @Instruction(
      """
      90+r         XCHG  Zv, rAX
      86 /r        XCHG  Eb, Gb    lock
      87 /r        XCHG  Ev, Gv    lock
      """)
  static void xchg() {}

  @Instruction(
      """
      70+cc cb     Jcc  Jb   f64
      0F 80+cc cz  Jcc  Jz   f64
      """)
  static void jcc() {}

  @Instruction(
      """
      A4           MOVSB  Yb, Xb   rep
      A5           MOVSW  Yw, Xw   rep os16
      A5           MOVSD  Yd, Xd   rep os32
      A5           MOVSQ  Yq, Xq   rep os64
      """)
  static void movs() {}

  @Instruction(
      """
      C8 iw ib     ENTER  Iw, Ib   d64
      """)
  static void enter() {}

  @Instruction(
      """
      EA cp        JMP  Ap         i64
      EB cb        JMP  Jb         f64
      E9 cz        JMP  Jz         f64
      FF /4        JMP  Ev         f64
      FF /5        JMP  Mp
      """)
  static void jmp() {}

  @Instruction("C4 /r LES Gv, Mp i64")
  static void les() {}

  @Instruction("C5 /r LDS Gv, Mp i64")
  static void lds() {}

  @Instruction("VEX.LZ.0F38.W0 F2 /r ANDN Gd, Bd, Ed cpuid=BMI1")
  static void andn() {}

  @Instruction("0F 01 D0 XGETBV")
  static void xgetbv() {}

  @Instruction("0F 01 /7 m: INVLPG Mb cpl0")
  static void invlpg() {}

  @Instruction("63 /r MOVSXD Gv, Ed o64")
  static void movsxd() {}

  @Instruction("63 /r ARPL Ew, Gw i64 pm")
  static void arpl() {}

  @Instruction("D9 C0+i FLD STi")
  static void fld() {}

  @Instruction("D4 ib AAM Ib i64\nD4 0A AAM i64 synonym")
  static void aam() {}
}
