package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.RAX;
import static ringside.emulator.cpu.LogicalProcessor.RDI;
import static ringside.emulator.cpu.LogicalProcessor.RSI;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.cpu.Rflags;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * String instructions (SDM, "String Instructions"): the source is at rSI in DS or the segment that
 * overrides it, the destination at rDI in ES always. Each method is one iteration; common code
 * repeats it.
 */
public final class Strings {
  private Strings() {}

  /** Copies one element from the source to the destination. */
  @Instruction(
      """
      A4  MOVSB  Yb, Xb   rep
      A5  MOVSW  Yv, Xv   rep os16
      A5  MOVSD  Yv, Xv   rep os32
      A5  MOVSQ  Yv, Xv   rep os64
      """)
  public static void movs(LogicalProcessor cpu, DecodedInstruction instruction) {
    storeDestination(cpu, instruction, loadSource(cpu, instruction));
    advance(cpu, instruction, RSI);
    advance(cpu, instruction, RDI);
  }

  /** Compares one element of the source with one of the destination. */
  @Instruction(
      """
      A6  CMPSB  Xb, Yb   repz
      A7  CMPSW  Xv, Yv   repz os16
      A7  CMPSD  Xv, Yv   repz os32
      A7  CMPSQ  Xv, Yv   repz os64
      """)
  public static void cmps(LogicalProcessor cpu, DecodedInstruction instruction) {
    long source = loadSource(cpu, instruction);
    long unused = cpu.alu.subtract(source, loadDestination(cpu, instruction));
    advance(cpu, instruction, RSI);
    advance(cpu, instruction, RDI);
  }

  /** Stores the accumulator to one element of the destination. */
  @Instruction(
      """
      AA  STOSB  Yb   rep
      AB  STOSW  Yv   rep os16
      AB  STOSD  Yv   rep os32
      AB  STOSQ  Yv   rep os64
      """)
  public static void stos(LogicalProcessor cpu, DecodedInstruction instruction) {
    storeDestination(cpu, instruction, cpu.register(RAX, cpu.alu.size()));
    advance(cpu, instruction, RDI);
  }

  /** Loads one element of the source into the accumulator. */
  @Instruction(
      """
      AC  LODSB  Xb   rep
      AD  LODSW  Xv   rep os16
      AD  LODSD  Xv   rep os32
      AD  LODSQ  Xv   rep os64
      """)
  public static void lods(LogicalProcessor cpu, DecodedInstruction instruction) {
    cpu.setRegister(RAX, cpu.alu.size(), loadSource(cpu, instruction));
    advance(cpu, instruction, RSI);
  }

  /** Compares the accumulator with one element of the destination. */
  @Instruction(
      """
      AE  SCASB  Yb   repz
      AF  SCASW  Yv   repz os16
      AF  SCASD  Yv   repz os32
      AF  SCASQ  Yv   repz os64
      """)
  public static void scas(LogicalProcessor cpu, DecodedInstruction instruction) {
    long element = loadDestination(cpu, instruction);
    long unused = cpu.alu.subtract(cpu.register(RAX, cpu.alu.size()), element);
    advance(cpu, instruction, RDI);
  }

  private static long loadSource(LogicalProcessor cpu, DecodedInstruction instruction) {
    long offset = cpu.register(RSI, instruction.addressSize());
    return cpu.load(instruction.segment(), offset, cpu.alu.size());
  }

  private static long loadDestination(LogicalProcessor cpu, DecodedInstruction instruction) {
    return cpu.load(ES, cpu.register(RDI, instruction.addressSize()), cpu.alu.size());
  }

  private static void storeDestination(
      LogicalProcessor cpu, DecodedInstruction instruction, long value) {
    cpu.store(ES, cpu.register(RDI, instruction.addressSize()), cpu.alu.size(), value);
  }

  /** Moves an index register to the next element, in the direction of DF. */
  static void advance(LogicalProcessor cpu, DecodedInstruction instruction, int index) {
    int size = instruction.addressSize();
    long step = (cpu.systemFlags() & Rflags.DF) == 0 ? cpu.alu.size() : -cpu.alu.size();
    cpu.setRegister(index, size, cpu.register(index, size) + step);
  }
}
