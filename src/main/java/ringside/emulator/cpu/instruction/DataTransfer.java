package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RBX;

import ringside.emulator.bits.Bits;
import ringside.emulator.cpu.Alu;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/** Copies between general registers, memory and immediates (SDM, "Data Transfer Instructions"). */
public final class DataTransfer {
  private DataTransfer() {}

  /** Copies the second operand to the first. */
  @Instruction(
      """
      88 /r     MOV  Eb, Gb
      89 /r     MOV  Ev, Gv
      8A /r     MOV  Gb, Eb
      8B /r     MOV  Gv, Ev
      A0 mo     MOV  AL, Ob
      A1 mo     MOV  rAX, Ov
      A2 mo     MOV  Ob, AL
      A3 mo     MOV  Ov, rAX
      B0+r ib   MOV  Zb, Ib
      B8+r iv   MOV  Zv, Iv
      B8+r id   MOV  Zq, Id   o64 d64 synonym
      C6 /0 ib  MOV  Eb, Ib
      C7 /0 iz  MOV  Ev, Iz
      """)
  public static long mov(long source) {
    return source;
  }

  /** Copies the source operand and fills the upper bits with zeros. */
  @Instruction(
      """
      0F B6 /r  MOVZX  Gv, Eb
      0F B7 /r  MOVZX  Gv, Ew   os32 os64
      0F B7 /r  MOVZX  Gv, Ew   os16 alias
      """)
  public static long movzx(long source) {
    return source;
  }

  /** Copies the source byte and fills the upper bits with its sign. */
  @Instruction("0F BE /r  MOVSX  Gv, Eb")
  public static long movsxFromByte(long source) {
    return (byte) source;
  }

  /** Copies the source word and fills the upper bits with its sign. */
  @Instruction(
      """
      0F BF /r  MOVSX  Gv, Ew   os32 os64
      0F BF /r  MOVSX  Gv, Ew   os16 alias
      """)
  public static long movsxFromWord(long source) {
    return (short) source;
  }

  /** Copies the source doubleword and fills the upper bits with its sign. */
  @Instruction(
      """
      63 /r  MOVSXD  Gv, Ed   os64
      63 /r  MOVSXD  Gv, Ed   o64 os16 os32 alias
      63 /r  MOVSX   Gv, Ed   os64 synonym
      """)
  public static long movsxd(long source) {
    return (int) source;
  }

  /** Copies a register to memory without filling the caches. */
  @Instruction("NP 0F C3 /r m:  MOVNTI  My, Gy   cpuid=SSE2")
  public static long movnti(long source) {
    return source;
  }

  /** Loads the address of the memory operand, cut to the operand size. */
  @Instruction("8D /r m:  LEA  Gv, M")
  public static long lea(long address) {
    return address;
  }

  /**
   * Reverses the bytes of the register; of a word it makes 0, which the manual leaves undefined.
   */
  @Instruction(
      """
      0F C8+r  BSWAP  Zv   os32 os64
      0F C8+r  BSWAP  Zv   os16 alias
      """)
  public static long bswap(Alu alu, long destination) {
    return switch (alu.size()) {
      case 8 -> Long.reverseBytes(destination);
      case 4 -> Integer.reverseBytes((int) destination);
      default -> 0;
    };
  }

  /** Copies between a register and memory with the bytes reversed. */
  @Instruction(
      """
      0F 38 F0 /r m:  MOVBE  Gv, Mv   cpuid=MOVBE
      0F 38 F1 /r m:  MOVBE  Mv, Gv   cpuid=MOVBE
      """)
  public static long movbe(Alu alu, long source) {
    return Long.reverseBytes(source) >>> -alu.width();
  }

  /** Replaces AL by the byte at that index of the table at rBX. */
  @Instruction(
      """
      D7  XLATB
      D7  XLAT   synonym
      """)
  public static void xlat(LogicalProcessor cpu, DecodedInstruction instruction) {
    int size = instruction.addressSize();
    long offset = Bits.zeroExtend(cpu.register(RBX, size) + cpu.register(RAX, 1), size);
    cpu.setRegister(RAX, 1, cpu.load(instruction.segment(), offset, 1));
  }
}
