package ringside.emulator.engine;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import ringside.emulator.cpu.CodeCompiler;
import ringside.emulator.cpu.CompiledCode;
import ringside.emulator.cpu.HotCode;
import ringside.emulator.cpu.LogicalProcessor;
import ringside.emulator.isa.CodeMode;

/**
 * The compiler: a region becomes one method of a hidden class.
 *
 * <p>It runs where it is called, so that what a run does never depends on when a compiler was done.
 */
public final class RegionCompiler implements CodeCompiler {
  private static final int MAXIMUM_INSTRUCTIONS = 160;
  private static final int MINIMUM_INSTRUCTIONS = 8;
  private static final int LONGEST_BLOCK = 32;

  private static final ClassDesc NAME =
      ClassDesc.of(RegionCompiler.class.getPackageName(), "CompiledRegion");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_boolean, Runtime.desc(LogicalProcessor.class), ConstantDescs.CD_long);

  private final int maximum;
  private final int longestBlock;

  /** Compiles regions as large as HotSpot takes them. */
  public RegionCompiler() {
    this(MAXIMUM_INSTRUCTIONS, LONGEST_BLOCK);
  }

  private RegionCompiler(int maximum, int longestBlock) {
    this.maximum = maximum;
    this.longestBlock = longestBlock;
  }

  /** Compiles each instruction for itself, so that a run of one tick runs compiled code. */
  public static RegionCompiler ofSingleInstructions() {
    return new RegionCompiler(1, 1);
  }

  @Override
  public @Nullable CompiledCode compile(HotCode code) {
    for (int limit = maximum; limit >= Math.min(maximum, MINIMUM_INSTRUCTIONS); limit /= 2) {
      Region region = Region.of(code, limit, longestBlock);
      if (region.at(region.entry()) == null) {
        return null;
      }
      Variables variables = Variables.all(code.mode() == CodeMode.BITS_64);
      RegionWriter.Segments segments = new RegionWriter.Segments(code);
      byte[] unused = write(code, region, variables, segments, new Constants());
      Constants constants = new Constants();
      byte[] bytes = write(code, region, variables.needed(code), segments, constants);
      if (Runtime.longestMethod(bytes) <= Runtime.LARGEST_METHOD) {
        return define(bytes, constants, region.bytes());
      }
    }
    return null;
  }

  private static byte[] write(
      HotCode hot,
      Region region,
      Variables variables,
      RegionWriter.Segments segments,
      Constants constants) {
    return ClassFile.of()
        .build(
            NAME,
            type ->
                type.withSuperclass(Runtime.CODE)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        Runtime.CONSTRUCTOR,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .aload(1)
                                .invokespecial(
                                    Runtime.CODE, ConstantDescs.INIT_NAME, Runtime.CONSTRUCTOR)
                                .return_())
                    .withMethodBody(
                        "run",
                        RUN,
                        ClassFile.ACC_PROTECTED,
                        code ->
                            new RegionWriter(code, hot, region, variables, segments, constants)
                                .write()));
  }

  private static CompiledCode define(byte[] bytes, Constants constants, BitSet madeFrom) {
    try {
      return (CompiledCode)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(bytes, constants.objects(), true)
              .lookupClass()
              .getDeclaredConstructor(BitSet.class)
              .newInstance(madeFrom);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a compiled region is no class", e);
    }
  }
}
