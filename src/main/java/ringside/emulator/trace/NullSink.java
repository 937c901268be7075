package ringside.emulator.trace;

/** Is told and keeps nothing: shows what telling costs. */
public record NullSink(boolean watchesMemory) implements TraceSink {
  @Override
  public void event(TraceEvent event) {
    // thrown away
  }

  @Override
  public void store(Access access, long linear, long physical, int size, long before, long after) {
    // thrown away
  }

  @Override
  public void load(Access access, long linear, long physical, int size, long value) {
    // thrown away
  }
}
