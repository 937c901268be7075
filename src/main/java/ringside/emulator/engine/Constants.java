package ringside.emulator.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** Objects that a generated class uses as constants: its class data. */
final class Constants {
  private static final DirectMethodHandleDesc CLASS_DATA =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          Runtime.desc(MethodHandles.class),
          "classDataAt",
          MethodTypeDesc.of(
              ConstantDescs.CD_Object,
              ConstantDescs.CD_MethodHandles_Lookup,
              ConstantDescs.CD_String,
              ConstantDescs.CD_Class,
              ConstantDescs.CD_int));

  private final List<Object> objects = new ArrayList<>();

  /** Pushes an object. */
  void push(CodeBuilder code, Object object, Class<?> type) {
    code.ldc(
        DynamicConstantDesc.ofNamed(
            CLASS_DATA, ConstantDescs.DEFAULT_NAME, Runtime.desc(type), objects.size()));
    objects.add(object);
  }

  List<Object> objects() {
    return objects;
  }
}
