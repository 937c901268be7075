package ringside.emulator.trace;

/**
 * Receives what one machine does, in program order, on the machine's own thread. A sink must not
 * change the machine.
 */
public interface TraceSink {
  /**
   * Whether {@link #store} and {@link #load} are wanted, and the events of page walks and of
   * memory-mapped I/O. Watching memory takes every access off its fast path; the answer must not
   * change.
   */
  default boolean watchesMemory() {
    return true;
  }

  /** An architectural event, at the moment the processor or a device caused it. */
  void event(TraceEvent event);

  /**
   * A store to memory.
   *
   * @param linear linear address, or the physical address where {@code access} is not {@link
   *     Access#DATA}
   * @param physical guest-physical address of the first byte; a store that crosses a page is
   *     reported once a page
   * @param size bytes, 1 to 64
   * @param before the low 8 bytes that were there, little-endian
   * @param after the low 8 bytes that are there now, little-endian
   */
  void store(Access access, long linear, long physical, int size, long before, long after);

  /** A load from memory; the parameters are those of {@link #store}. */
  void load(Access access, long linear, long physical, int size, long value);

  /** Why the processor or a device touched memory. */
  enum Access {
    /** An operand of the running instruction, its stack included. */
    DATA,
    /** A paging-structure entry, by the page walker. */
    PAGING,
    /** GDT, LDT, IDT or TSS, by event delivery or a segment load. */
    DESCRIPTOR,
    /** VMCS, VMCB or a bitmap, by VMX or SVM. */
    VIRTUALIZATION,
    /** A device, by DMA. */
    DMA
  }
}
