package ringside.emulator.cpu;

import ringside.emulator.bits.Bits;
import ringside.emulator.memory.IoAddressSpace;
import ringside.emulator.trace.TraceEvent;

/** IN, OUT, INS and OUTS, one access at a time (SDM, "I/O Privilege Level", "I/O Instructions"). */
public final class PortAccess {
  private final LogicalProcessor cpu;
  private final IoAddressSpace io;
  private final TaskStateSegment tss;

  PortAccess(LogicalProcessor cpu, IoAddressSpace io) {
    this.cpu = cpu;
    this.io = io;
    this.tss = new TaskStateSegment(cpu);
  }

  /**
   * Checks that the running program may use ports, by IOPL or by the TSS's permission map.
   *
   * @throws ProcessorFault #GP(0) if it may not
   */
  public void check(int port, int size) {
    Mode mode = cpu.mode();
    boolean asksMap =
        mode == Mode.VIRTUAL_8086 || mode != Mode.REAL && cpu.cpl() > cpu.ioPrivilegeLevel();
    if (asksMap && !tss.allowsPorts(port, size)) {
      throw cpu.fault(Vector.GP);
    }
  }

  /** Reads a port that was checked. */
  public long in(int port, int size) {
    long value = io.in(port, size);
    accessed(false, port, size, value);
    return value;
  }

  /** Writes a port that was checked. */
  public void out(int port, int size, long value) {
    // The event comes first: what the device causes is its consequence.
    accessed(true, port, size, Bits.zeroExtend(value, size));
    io.out(port, size, value);
  }

  private void accessed(boolean out, int port, int size, long value) {
    cpu.debug().accessPort(port, size);
    if (cpu.trace() != null) {
      cpu.emit(new TraceEvent.PortIo(out, port, size, value));
    }
    cpu.runState().leaveRun();
  }
}
