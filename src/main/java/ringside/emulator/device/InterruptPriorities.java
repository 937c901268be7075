package ringside.emulator.device;

import java.util.List;

/**
 * What a local APIC holds of interrupts that it accepted, and which of them the processor gets next
 * (Intel SDM, "Task and Processor Priorities", "Interrupt Acceptance for Fixed Interrupts").
 */
final class InterruptPriorities implements Stateful<InterruptPriorities.State> {
  /** IRR, ISR, TMR and TPR. */
  record State(List<Long> requests, List<Long> inService, List<Long> triggerMode, int task) {}

  private final VectorSet requests = new VectorSet();
  private final VectorSet inService = new VectorSet();
  private final VectorSet triggerMode = new VectorSet();
  private int task;
  private int pending = -1;

  void reset() {
    requests.clear();
    inService.clear();
    triggerMode.clear();
    task = 0;
    update();
  }

  private void update() {
    int highest = requests.highest();
    pending = highest >= 0 && (highest & 0xF0) > (processor() & 0xF0) ? highest : -1;
  }

  /** The vector that should interrupt the processor, or -1. */
  int pending() {
    return pending;
  }

  /** The task-priority register. */
  int task() {
    return task;
  }

  void setTask(int value) {
    task = value & 0xFF;
    update();
  }

  /** The processor-priority register. */
  int processor() {
    int served = Math.max(0, inService.highest());
    return (task & 0xF0) >= (served & 0xF0) ? task : served & 0xF0;
  }

  void accept(int vector, boolean level) {
    requests.add(vector);
    triggerMode.set(vector, level);
    update();
  }

  /** Moves the pending vector into service. */
  int acknowledge() {
    int vector = pending;
    requests.remove(vector);
    inService.add(vector);
    update();
    return vector;
  }

  /**
   * Ends the interrupt of highest priority.
   *
   * @return its vector if it was level-triggered, else -1
   */
  int end() {
    int vector = inService.highest();
    if (vector < 0) {
      return -1;
    }
    inService.remove(vector);
    update();
    return triggerMode.contains(vector) ? vector : -1;
  }

  /** One of the eight registers each of ISR, TMR and IRR, in the order of their numbers. */
  long register(int index) {
    VectorSet set = index < 8 ? inService : index < 16 ? triggerMode : requests;
    return set.register(index & 7);
  }

  @Override
  public State save() {
    return new State(requests.save(), inService.save(), triggerMode.save(), task);
  }

  @Override
  public void restore(State state) {
    requests.restore(state.requests);
    inService.restore(state.inService);
    triggerMode.restore(state.triggerMode);
    setTask(state.task);
  }
}
