package ringside.emulator.cpu.instruction;

import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.RDI;
import static ringside.emulator.cpu.LogicalProcessor.RDX;
import static ringside.emulator.cpu.LogicalProcessor.RSI;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Instruction;

/**
 * Port input and output (SDM, "I/O Instructions"). IOPL or the I/O permission map decides, and is
 * asked before anything else happens.
 */
public final class PortInputOutput {
  private PortInputOutput() {}

  /** Reads a port. */
  @Instruction(
      """
      E4 ib  IN  AL, Ib     vmx=IO svm=IOIO
      E5 ib  IN  eAX, Ib    vmx=IO svm=IOIO
      EC     IN  AL, DX     vmx=IO svm=IOIO
      ED     IN  eAX, DX    vmx=IO svm=IOIO
      """)
  public static long in(LogicalProcessor cpu, long port) {
    int number = (int) port & 0xFFFF;
    int size = cpu.alu.size();
    cpu.ports().check(number, size);
    return cpu.ports().in(number, size);
  }

  /** Writes a port. */
  @Instruction(
      """
      E6 ib  OUT  Ib, AL    vmx=IO svm=IOIO
      E7 ib  OUT  Ib, eAX   vmx=IO svm=IOIO
      EE     OUT  DX, AL    vmx=IO svm=IOIO
      EF     OUT  DX, eAX   vmx=IO svm=IOIO
      """)
  public static void out(
      LogicalProcessor cpu, DecodedInstruction instruction, long port, long value) {
    int number = (int) port & 0xFFFF;
    int size = instruction.size(1);
    cpu.ports().check(number, size);
    cpu.ports().out(number, size, value);
  }

  /** Reads a port into one element of the destination string. */
  @Instruction(
      """
      6C  INSB  Yb   rep vmx=IO svm=IOIO
      6D  INSW  Yz   rep os16 vmx=IO svm=IOIO
      6D  INSD  Yz   rep os32 vmx=IO svm=IOIO
      6D  INSD  Yz   rep os64 alias vmx=IO svm=IOIO
      """)
  public static void ins(LogicalProcessor cpu, DecodedInstruction instruction) {
    int port = (int) cpu.register(RDX, 2);
    int size = cpu.alu.size();
    cpu.ports().check(port, size);
    long destination = cpu.register(RDI, instruction.addressSize());
    // A fault of the store must come before the device gives up its data.
    long unused = cpu.loadForWrite(ES, destination, size);
    cpu.store(ES, destination, size, cpu.ports().in(port, size));
    Strings.advance(cpu, instruction, RDI);
  }

  /** Writes one element of the source string to a port. */
  @Instruction(
      """
      6E  OUTSB  Xb   rep vmx=IO svm=IOIO
      6F  OUTSW  Xz   rep os16 vmx=IO svm=IOIO
      6F  OUTSD  Xz   rep os32 vmx=IO svm=IOIO
      6F  OUTSD  Xz   rep os64 alias vmx=IO svm=IOIO
      """)
  public static void outs(LogicalProcessor cpu, DecodedInstruction instruction) {
    int port = (int) cpu.register(RDX, 2);
    int size = cpu.alu.size();
    cpu.ports().check(port, size);
    long source = cpu.register(RSI, instruction.addressSize());
    cpu.ports().out(port, size, cpu.load(instruction.segment(), source, size));
    Strings.advance(cpu, instruction, RSI);
  }
}
