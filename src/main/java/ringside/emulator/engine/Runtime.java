package ringside.emulator.engine;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.GeneratedCode;
import ringside.emulator.cpu.ThreadedLoop;

/** Calls of the static methods that generated code is made of, by name: no two have the same. */
final class Runtime {
  static final ClassDesc CODE = desc(CompiledCode.class);
  private static final Map<String, Method> METHODS = new HashMap<>();

  static {
    Stream.of(GeneratedCode.class, CompiledCode.class, ThreadedLoop.class)
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .forEach(method -> METHODS.put(method.getName(), method));
  }

  /** HotSpot never compiles a method of more bytes. */
  static final int LARGEST_METHOD = 7_900;

  private Runtime() {}

  /** Bytes of the longest method of a class. */
  static int longestMethod(byte[] type) {
    return ClassFile.of().parse(type).methods().stream()
        .flatMap(method -> method.findAttribute(Attributes.code()).stream())
        .mapToInt(code -> code.codeLength())
        .max()
        .orElse(0);
  }

  static ClassDesc desc(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }

  /** Calls a method, its arguments being on the stack. */
  static void call(CodeBuilder code, String name) {
    Method method = METHODS.get(name);
    if (method == null) {
      throw new IllegalArgumentException(name);
    }
    code.invokestatic(desc(method.getDeclaringClass()), name, type(method));
  }

  private static MethodTypeDesc type(Method method) {
    return MethodTypeDesc.of(
        desc(method.getReturnType()),
        Stream.of(method.getParameterTypes()).map(Runtime::desc).toList());
  }

  /** The constructor's type. */
  static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, desc(java.util.BitSet.class));
}
