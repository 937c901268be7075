package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import ringside.emulator.cpu.CompiledCode;

/** Calls of the static methods of {@link CompiledCode}, by name: no two have the same. */
final class Runtime {
  static final ClassDesc CODE = desc(CompiledCode.class);
  private static final Map<String, MethodTypeDesc> METHODS = new HashMap<>();

  static {
    for (Method method : CompiledCode.class.getDeclaredMethods()) {
      METHODS.put(
          method.getName(),
          MethodTypeDesc.of(
              desc(method.getReturnType()),
              Arrays.stream(method.getParameterTypes()).map(Runtime::desc).toList()));
    }
  }

  private Runtime() {}

  static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Calls a method, its arguments being on the stack. */
  static void call(CodeBuilder code, String name) {
    MethodTypeDesc type = METHODS.get(name);
    if (type == null) {
      throw new IllegalArgumentException(name);
    }
    code.invokestatic(CODE, name, type);
  }

  /** The constructor's type. */
  static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, desc(java.util.BitSet.class));
}
