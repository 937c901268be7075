package ringside.emulator.cpu;

/**
 * Hardware task switches (SDM, "Task Switching"). This processor has none: a far transfer to a TSS
 * or task gate raises #GP with its selector, and IRET with NT set raises #TS with that of the TSS.
 */
final class TaskSwitch {
  private TaskSwitch() {}

  static void jump(LogicalProcessor cpu, Descriptor target) {
    throw cpu.fault(Vector.GP, target.errorCode());
  }

  static void call(LogicalProcessor cpu, Descriptor target) {
    throw cpu.fault(Vector.GP, target.errorCode());
  }

  static void returnToPrevious(LogicalProcessor cpu) {
    throw cpu.fault(Vector.TS, cpu.tr().selector() & 0xFFFC);
  }
}
