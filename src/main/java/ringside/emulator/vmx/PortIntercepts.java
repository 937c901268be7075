package ringside.emulator.vmx;

import static ringside.emulator.cpu.LogicalProcessor.ES;
import static ringside.emulator.cpu.LogicalProcessor.RCX;
import static ringside.emulator.cpu.LogicalProcessor.RDI;
import static ringside.emulator.cpu.LogicalProcessor.RDX;
import static ringside.emulator.cpu.LogicalProcessor.RSI;

import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Repeat;

/** IN, OUT, INS and OUTS of a guest (SDM, "I/O-Bitmap Addresses"). */
final class PortIntercepts {
  // Exit qualification.
  private static final int IN = 1 << 3;
  private static final int STRING = 1 << 4;
  private static final int REP = 1 << 5;
  private static final int IMMEDIATE = 1 << 6;

  private final Vmx vmx;
  private final LogicalProcessor cpu;
  private final Vmcs vmcs;
  private final Intercepts intercepts;

  PortIntercepts(Vmx vmx, Intercepts intercepts) {
    this.vmx = vmx;
    this.cpu = vmx.cpu();
    this.vmcs = vmx.vmcs();
    this.intercepts = intercepts;
  }

  boolean intercept(DecodedInstruction instruction) {
    int opcode = instruction.opcode();
    boolean string = opcode < 0x70;
    if (string && instruction.repeat() != Repeat.NONE && count(instruction) == 0) {
      return false;
    }
    boolean in = string ? opcode < 0x6E : (opcode & 2) == 0;
    boolean immediate = !string && opcode < 0xE8;
    int port = (int) (immediate ? instruction.immediate() & 0xFF : cpu.register(RDX, 2));
    int size = (opcode & 1) == 0 ? 1 : Math.min(instruction.operandSize(), 4);
    cpu.ports().check(port, size);
    if (!exits(port, size)) {
      return false;
    }
    long qualification = size - 1 | (in ? IN : 0) | (immediate ? IMMEDIATE : 0) | (long) port << 16;
    if (!string) {
      return intercepts.exit(instruction, ExitReason.IO, qualification, 0);
    }
    boolean repeats = instruction.repeat() != Repeat.NONE;
    return exitString(instruction, in, qualification | STRING | (repeats ? REP : 0));
  }

  private long count(DecodedInstruction instruction) {
    return cpu.register(RCX, instruction.addressSize());
  }

  private boolean exitString(DecodedInstruction instruction, boolean in, long qualification) {
    int information = InstructionInformation.string(instruction);
    vmx.exits().note(instruction, ExitReason.IO, qualification, information);
    long offset = cpu.register(in ? RDI : RSI, instruction.addressSize());
    int segment = in ? ES : instruction.segment();
    vmx.exits().noteLinearAddress(cpu.linearAddress(segment, offset));
    cpu.rewind(instruction);
    vmx.exits().exit();
    return true;
  }

  /** Bitmaps, where they are used, override unconditional exiting; ports do not wrap around. */
  private boolean exits(int port, int size) {
    if (!vmcs.has(VmxControl.USE_IO_BITMAPS)) {
      return vmcs.has(VmxControl.UNCONDITIONAL_IO_EXITING);
    }
    if (port + size > 0x1_0000) {
      return true;
    }
    for (int i = port; i < port + size; i++) {
      VmcsField bitmap = i < 0x8000 ? VmcsField.IO_BITMAP_A_ADDRESS : VmcsField.IO_BITMAP_B_ADDRESS;
      long octet = vmx.memory().load(vmcs.get(bitmap) + ((i & 0x7FFF) >>> 3), 1);
      if ((octet >>> (i & 7) & 1) != 0) {
        return true;
      }
    }
    return false;
  }
}
