package ringside.emulator.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import ringside.emulator.isa.DecodedInstruction;
import ringside.emulator.isa.OperandKind;

/**
 * Writes the code between an instruction's operands and its method, as a hidden class: load the
 * operands, call, write the result back. A generated class calls its method by {@code
 * invokestatic}, which HotSpot inlines; one hand-written class with a method handle inside could
 * not be inlined at all.
 */
final class OperationCompiler {
  private static final ClassDesc OPERATION = desc(Operation.class);
  private static final ClassDesc CPU = desc(LogicalProcessor.class);
  private static final ClassDesc ALU = desc(Alu.class);
  private static final ClassDesc INSTRUCTION = desc(DecodedInstruction.class);
  private static final ClassDesc OPERANDS = desc(Operands.class);
  private static final ClassDesc PACKED_OPERANDS = desc(PackedOperands.class);
  private static final ClassDesc SSE = desc(Sse.class);
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc LONG = ConstantDescs.CD_long;
  private static final ClassDesc VOID = ConstantDescs.CD_void;
  private static final MethodTypeDesc EXECUTE = MethodTypeDesc.of(VOID, CPU, INSTRUCTION);

  // Local variables of execute().
  private static final int CPU_VAR = 1;
  private static final int INSTRUCTION_VAR = 2;
  private static final int OFFSET_VAR = 3;
  private static final int RESULT_VAR = 5;
  private static final int SSE_VAR = 3;

  private final OperationShape shape;
  private final Method method;

  OperationCompiler(OperationShape shape) {
    this.shape = shape;
    this.method = shape.method();
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  Operation compile() {
    ClassDesc name = ClassDesc.of(getClass().getPackageName(), "Operation$" + method.getName());
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                type ->
                    type.withSuperclass(OPERATION)
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            code ->
                                code.aload(0)
                                    .invokespecial(
                                        OPERATION, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody("execute", EXECUTE, 0, this::execute));
    try {
      return (Operation)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no operation for " + shape, e);
    }
  }

  private void execute(CodeBuilder code) {
    if (shape.isPacked()) {
      executePacked(code);
      return;
    }
    setAluSize(code);
    boolean memory = usesMemoryOperand();
    if (memory) {
      effectiveAddress(code);
      code.lstore(OFFSET_VAR);
    }
    int value = shape.operands().size() - shape.valueParameters();
    for (Class<?> type : method.getParameterTypes()) {
      if (type == Alu.class) {
        alu(code);
      } else if (type == LogicalProcessor.class) {
        code.aload(CPU_VAR);
      } else if (type == DecodedInstruction.class) {
        code.aload(INSTRUCTION_VAR);
      } else {
        load(code, value);
        value++;
      }
    }
    invoke(code);
    if (shape.writesFirst()) {
      code.lstore(RESULT_VAR);
      storeFirst(code);
    }
    code.return_();
  }

  /** Applies the method to the low quadwords, and in an XMM register to the high ones. */
  private void executePacked(CodeBuilder code) {
    packed(code, shape.readsFirst() ? "load" : "loadSource", SSE);
    code.astore(SSE_VAR);
    quadword(code, "low", "sourceLow");
    if (shape.operands().getFirst().kind() == OperandKind.XMM) {
      quadword(code, "high", "sourceHigh");
    }
    packed(code, "store", VOID);
    code.return_();
  }

  private static void packed(CodeBuilder code, String name, ClassDesc result) {
    code.aload(CPU_VAR)
        .aload(INSTRUCTION_VAR)
        .invokestatic(PACKED_OPERANDS, name, MethodTypeDesc.of(result, CPU, INSTRUCTION));
  }

  private void quadword(CodeBuilder code, String destination, String source) {
    code.aload(SSE_VAR);
    if (shape.readsFirst()) {
      code.aload(SSE_VAR).getfield(SSE, destination, LONG);
    }
    code.aload(SSE_VAR).getfield(SSE, source, LONG);
    invoke(code);
    code.putfield(SSE, destination, LONG);
  }

  private void invoke(CodeBuilder code) {
    code.invokestatic(
        desc(method.getDeclaringClass()),
        method.getName(),
        MethodTypeDesc.ofDescriptor(methodDescriptor()));
  }

  private String methodDescriptor() {
    StringBuilder text = new StringBuilder("(");
    for (Class<?> type : method.getParameterTypes()) {
      text.append(type.descriptorString());
    }
    return text.append(')').append(method.getReturnType().descriptorString()).toString();
  }

  private void setAluSize(CodeBuilder code) {
    for (Class<?> type : method.getParameterTypes()) {
      if (type == Alu.class || type == LogicalProcessor.class) {
        alu(code);
        code.loadConstant(shape.aluSize())
            .invokevirtual(ALU, "setSize", MethodTypeDesc.of(VOID, INT));
        return;
      }
    }
  }

  private static void alu(CodeBuilder code) {
    code.aload(CPU_VAR).getfield(CPU, "alu", ALU);
  }

  /** Whether common code, and not the method, reads or writes the memory operand. */
  private boolean usesMemoryOperand() {
    int first = shape.operands().size() - shape.valueParameters();
    for (int at = 0; at < shape.operands().size(); at++) {
      boolean used = at >= first || at == 0 && shape.writesFirst();
      if (used && shape.operands().get(at).kind() == OperandKind.MEMORY) {
        return true;
      }
    }
    return false;
  }

  /** {@link Operands#effectiveAddress}, for one form of address. */
  private void effectiveAddress(CodeBuilder code) {
    instructionLong(code, "displacement");
    if (shape.base()) {
      registers(code);
      instructionInt(code, "base");
      code.laload().ladd();
    }
    if (shape.index()) {
      registers(code);
      instructionInt(code, "index");
      code.laload();
      instructionInt(code, "scale");
      code.i2l().lmul().ladd();
    }
    if (shape.ripRelative()) {
      nextRip(code);
      code.ladd();
    }
    mask(code, shape.addressSize());
  }

  /** Pushes the value of an operand. */
  private void load(CodeBuilder code, int at) {
    OperationShape.Operand operand = shape.operands().get(at);
    switch (operand.kind()) {
      case GENERAL -> {
        registers(code);
        operandRegister(code, at, operand.highByte());
        code.laload();
        if (operand.highByte()) {
          code.loadConstant(8).lushr();
        }
        mask(code, operand.size());
      }
      case MEMORY -> loadMemory(code, at, operand.size());
      case IMMEDIATE -> instructionLong(code, operand.second() ? "immediate2" : "immediate");
      case RELATIVE -> {
        nextRip(code);
        instructionLong(code, "immediate");
        code.ladd();
        mask(code, shape.operandSize());
      }
      case SEGMENT, CONTROL, DEBUG, X87, MMX, XMM, CONSTANT -> readByKind(code, at);
      case FAR_POINTER, STRING_SOURCE, STRING_DESTINATION -> readByKind(code, at);
    }
  }

  private void loadMemory(CodeBuilder code, int at, int size) {
    if (size == 0) {
      code.lload(OFFSET_VAR);
      return;
    }
    boolean modifies = at == 0 && shape.writesFirst();
    code.aload(CPU_VAR);
    instructionInt(code, "segment");
    code.lload(OFFSET_VAR)
        .loadConstant(size)
        .invokevirtual(
            CPU, modifies ? "loadForWrite" : "load", MethodTypeDesc.of(LONG, INT, LONG, INT));
  }

  private static void readByKind(CodeBuilder code, int at) {
    code.aload(CPU_VAR)
        .aload(INSTRUCTION_VAR)
        .loadConstant(at)
        .invokestatic(OPERANDS, "read", MethodTypeDesc.of(LONG, CPU, INSTRUCTION, INT));
  }

  /** Writes {@link #RESULT_VAR} to the first operand. */
  private void storeFirst(CodeBuilder code) {
    OperationShape.Operand operand = shape.operands().getFirst();
    if (operand.kind() == OperandKind.MEMORY) {
      code.aload(CPU_VAR);
      instructionInt(code, "segment");
      code.lload(OFFSET_VAR)
          .loadConstant(operand.size())
          .lload(RESULT_VAR)
          .invokevirtual(CPU, "store", MethodTypeDesc.of(VOID, INT, LONG, INT, LONG));
      return;
    }
    if (operand.kind() != OperandKind.GENERAL) {
      throw new IllegalStateException(method + " returns a value for operand " + operand);
    }
    if (operand.size() >= 4) {
      registers(code);
      operandRegister(code, 0, false);
      code.lload(RESULT_VAR);
      mask(code, operand.size());
      code.lastore();
    } else {
      mergeFirst(code, operand);
    }
  }

  /** A byte or word leaves the rest of its register alone. */
  private void mergeFirst(CodeBuilder code, OperationShape.Operand operand) {
    int shift = operand.highByte() ? 8 : 0;
    long field = (operand.size() == 1 ? 0xFFL : 0xFFFFL) << shift;
    registers(code);
    operandRegister(code, 0, operand.highByte());
    code.dup2().laload().loadConstant(~field).land();
    code.lload(RESULT_VAR);
    if (shift != 0) {
      code.loadConstant(shift).lshl();
    }
    code.loadConstant(field).land().lor().lastore();
  }

  // Small pieces.

  private static void registers(CodeBuilder code) {
    code.aload(CPU_VAR).getfield(CPU, "registers", LONG.arrayType());
  }

  private static void nextRip(CodeBuilder code) {
    code.aload(CPU_VAR).getfield(CPU, "rip", LONG);
  }

  private static void operandRegister(CodeBuilder code, int at, boolean highByte) {
    code.aload(INSTRUCTION_VAR)
        .loadConstant(at)
        .invokevirtual(INSTRUCTION, "register", MethodTypeDesc.of(INT, INT));
    if (highByte) {
      code.loadConstant(LogicalProcessor.AH).isub();
    }
  }

  private static void instructionInt(CodeBuilder code, String accessor) {
    code.aload(INSTRUCTION_VAR).invokevirtual(INSTRUCTION, accessor, MethodTypeDesc.of(INT));
  }

  private static void instructionLong(CodeBuilder code, String accessor) {
    code.aload(INSTRUCTION_VAR).invokevirtual(INSTRUCTION, accessor, MethodTypeDesc.of(LONG));
  }

  private static void mask(CodeBuilder code, int size) {
    if (size < 8) {
      code.loadConstant(-1L >>> 64 - size * 8).land();
    }
  }
}
