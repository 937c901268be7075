package ringside.emulator.svm;

import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.memory.PhysicalMemory;
import ringside.emulator.trace.TraceSink;

/**
 * A VMCB in physical memory, field by field. While nobody watches, and the page is ordinary, it is
 * the page's array itself.
 */
final class VmcbMemory {
  private final LogicalProcessor cpu;
  private final PhysicalMemory memory;
  private long base;
  private byte @Nullable [] page;

  VmcbMemory(LogicalProcessor cpu, PhysicalMemory memory) {
    this.cpu = cpu;
    this.memory = memory;
  }

  /** Turns to the VMCB at an address; good until anything else runs. */
  void open(long address) {
    base = address;
    long number = address >>> PhysicalMemory.PAGE_SHIFT;
    page = cpu.trace() == null && !memory.holdsCode(number) ? memory.writable(number) : null;
  }

  long get(int offset, int size) {
    byte[] direct = page;
    return direct != null ? PhysicalMemory.get(direct, offset, size) : load(offset, size);
  }

  /** The same, and nobody is told: for what most hypervisors leave 0. */
  long peek(int offset, int size) {
    byte[] direct = page;
    return direct != null
        ? PhysicalMemory.get(direct, offset, size)
        : memory.load(base + offset, size);
  }

  long get(int offset) {
    return get(offset, 8);
  }

  void put(int offset, int size, long value) {
    byte[] direct = page;
    if (direct != null) {
      PhysicalMemory.put(direct, offset, size, value);
    } else {
      store(offset, size, value);
    }
  }

  void put(int offset, long value) {
    put(offset, 8, value);
  }

  private long load(int offset, int size) {
    long address = base + offset;
    long value = memory.load(address, size);
    TraceSink sink = cpu.trace();
    if (sink != null) {
      sink.load(TraceSink.Access.VIRTUALIZATION, address, address, size, value);
    }
    return value;
  }

  private void store(int offset, int size, long value) {
    long address = base + offset;
    TraceSink sink = cpu.trace();
    if (sink == null) {
      memory.store(address, size, value);
      return;
    }
    long before = memory.load(address, size);
    memory.store(address, size, value);
    long after = memory.load(address, size);
    if (before != after) {
      sink.store(TraceSink.Access.VIRTUALIZATION, address, address, size, before, after);
    }
  }
}
