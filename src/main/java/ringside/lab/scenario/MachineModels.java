package ringside.lab.scenario;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ringside.emulator.cpu.CpuFeature;
import ringside.emulator.cpu.CpuModel;
import ringside.emulator.machine.Board;
import ringside.emulator.machine.Preset;
import ringside.lab.scenario.Scenario.MachineSpec;

/** Processor models, features and presets by the names that scenarios use. */
public final class MachineModels {
  private MachineModels() {}

  static List<String> cpus() {
    return CpuModel.ALL.stream().map(CpuModel::name).toList();
  }

  static List<String> presets() {
    return Arrays.stream(Preset.values()).map(Preset::id).toList();
  }

  static List<String> features() {
    return Arrays.stream(CpuFeature.values()).map(MachineModels::word).toList();
  }

  /** The processor that a valid machine description asks for. */
  public static CpuModel cpu(MachineSpec machine) {
    CpuModel model =
        CpuModel.ALL.stream().filter(m -> m.name().equals(machine.cpu())).findFirst().orElseThrow();
    Set<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    features.addAll(model.features());
    for (CpuFeature feature : CpuFeature.values()) {
      if (machine.features().contains(word(feature))) {
        features.add(feature);
      }
      if (machine.without().contains(word(feature))) {
        features.remove(feature);
      }
    }
    return new CpuModel(
        model.name(),
        model.vendor(),
        model.signature(),
        model.brand(),
        model.physicalAddressBits(),
        features);
  }

  /** The preset that a valid machine description asks for. */
  public static Preset preset(MachineSpec machine) {
    return Arrays.stream(Preset.values())
        .filter(p -> p.id().equals(machine.preset()))
        .findFirst()
        .orElseThrow();
  }

  /** The board that boots an image. */
  static Board.Kind board(Scenario.Boot boot) {
    return Arrays.stream(Board.Kind.values())
        .filter(kind -> kind.id().equals(boot.board()))
        .findFirst()
        .orElseThrow();
  }

  private static String word(CpuFeature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }
}
