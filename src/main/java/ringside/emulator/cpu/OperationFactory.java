package ringside.emulator.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.Repeat;
import ringside.emulator.isa.RowAttributes;

/**
 * Binds decoded instructions to operations. Operations are made when a shape of instruction is met
 * first, and shared by all machines; this is the seam at which another engine would take over.
 */
final class OperationFactory {
  private static final Operation UNDEFINED = new Operation.Raise(Vector.UD);
  private static final Operation PROTECTED = new Operation.Raise(Vector.GP);
  private static final Map<OperationShape, Operation> OPERATIONS = new ConcurrentHashMap<>();
  private static final Map<Operation, Operation> INTERCEPTED = new ConcurrentHashMap<>();

  private OperationFactory() {}

  /**
   * The operation of an instruction in a {@link CodeContext}: mode first, then interception by a
   * hypervisor, which looks at privilege itself, then privilege.
   */
  static Operation bind(DecodedInstruction instruction, int context) {
    RowAttributes attributes = instruction.row().attributes();
    if (attributes.has(RowAttributes.Flag.PM) && !CodeContext.usesDescriptors(context)) {
      return UNDEFINED;
    }
    Operation operation = bindPrivileged(instruction, context);
    boolean interceptable = attributes.vmx() != null || attributes.svm() != null;
    return interceptable && CodeContext.guest(context)
        ? INTERCEPTED.computeIfAbsent(operation, Operation.Intercepted::new)
        : operation;
  }

  private static Operation bindPrivileged(DecodedInstruction instruction, int context) {
    boolean privileged = instruction.row().attributes().has(RowAttributes.Flag.CPL0);
    if (privileged && CodeContext.cpl(context) != 0) {
      return PROTECTED;
    }
    return OPERATIONS.computeIfAbsent(
        OperationShape.of(instruction), shape -> make(shape, instruction));
  }

  private static Operation make(OperationShape shape, DecodedInstruction instruction) {
    Operation operation = new OperationCompiler(shape).compile();
    return instruction.repeat() == Repeat.NONE
        ? operation
        : new Operation.Repeated(
            operation, instruction.row().attributes().has(RowAttributes.Flag.REPZ));
  }
}
