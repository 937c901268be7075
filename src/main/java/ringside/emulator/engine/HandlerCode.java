package ringside.emulator.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytecode of one of our own methods, as javac wrote it.
 *
 * @param type its descriptor
 * @param locals slots of its local variables
 */
record HandlerCode(
    MethodTypeDesc type, int locals, List<Instruction> instructions, Map<Label, Integer> labels) {

  private static final Map<String, Map<String, HandlerCode>> CLASSES = new ConcurrentHashMap<>();

  /**
   * Reads a method.
   *
   * @param owner class of ours, as an internal name
   */
  static HandlerCode of(String owner, String name, String descriptor) {
    HandlerCode code = CLASSES.computeIfAbsent(owner, HandlerCode::read).get(name + descriptor);
    if (code == null) {
      throw new NotEvaluable("no body: " + owner + "." + name);
    }
    return code;
  }

  /** The code of a handler. */
  static HandlerCode of(Method method) {
    String descriptor =
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .descriptorString();
    return of(method.getDeclaringClass().getName().replace('.', '/'), method.getName(), descriptor);
  }

  private static Map<String, HandlerCode> read(String owner) {
    try (InputStream in = HandlerCode.class.getResourceAsStream("/" + owner + ".class")) {
      if (in == null) {
        throw new IllegalStateException("no class file of " + owner);
      }
      ClassModel type = ClassFile.of().parse(in.readAllBytes());
      Map<String, HandlerCode> methods = new HashMap<>();
      for (MethodModel method : type.methods()) {
        method
            .code()
            .ifPresent(code ->
                methods.put(
                    method.methodName().stringValue() + method.methodType().stringValue(),
                    read(method, code)));
      }
      return methods;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HandlerCode read(MethodModel method, CodeModel code) {
    List<Instruction> instructions = new ArrayList<>();
    Map<Label, Integer> labels = new HashMap<>();
    for (CodeElement element : code.elementList()) {
      if (element instanceof LabelTarget target) {
        labels.put(target.label(), instructions.size());
      } else if (element instanceof Instruction instruction) {
        instructions.add(instruction);
      }
    }
    return new HandlerCode(
        method.methodTypeSymbol(),
        code instanceof java.lang.classfile.attribute.CodeAttribute a ? a.maxLocals() : 0,
        List.copyOf(instructions),
        labels);
  }

  int at(Label label) {
    return Objects.requireNonNull(labels.get(label));
  }
}
