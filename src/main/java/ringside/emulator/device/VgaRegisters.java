package ringside.emulator.device;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.memory.BusDevice;

/**
 * The registers of a VGA in text mode, ports 3C0h to 3DFh (IBM VGA reference, "Register
 * Descriptions"): indexed groups that remember what is written. The screen is RAM at B8000h; the
 * cursor is where the CRT controller's registers 0Eh and 0Fh say.
 */
public final class VgaRegisters implements BusDevice, Stateful<VgaRegisters.State> {
  private static final int ATTRIBUTE = 0x00;
  private static final int ATTRIBUTE_READ = 0x01;
  private static final int MISCELLANEOUS = 0x02;
  private static final int SEQUENCER = 0x04;
  private static final int DAC_STATE = 0x07;
  private static final int DAC_INDEX = 0x08;
  private static final int DAC_DATA = 0x09;
  private static final int MISCELLANEOUS_READ = 0x0C;
  private static final int GRAPHICS = 0x0E;
  private static final int CRTC = 0x14;
  private static final int INPUT_STATUS = 0x1A;

  private static final int COLOUR_AND_MEMORY = 0x67;
  private static final int RETRACE = 9;
  private static final int GROUPS = 4;
  private static final int GROUP_SIZE = 32;
  private static final int DAC_SIZE = 768;

  /** Every register: indexes, the indexed groups, and the palette. */
  public record State(List<Integer> values) {}

  private final int[] indexes = new int[GROUPS];
  private final int[][] groups = new int[GROUPS][GROUP_SIZE];
  private final int[] palette = new int[DAC_SIZE];
  private int paletteIndex;
  private int miscellaneous = COLOUR_AND_MEMORY;
  private boolean attributeData;
  private boolean retrace;

  /** The cell of the cursor, from 0 at the top left. */
  public int cursor() {
    int[] crtc = groups[group(CRTC)];
    return crtc[0x0E] << 8 | crtc[0x0F];
  }

  private static int group(int offset) {
    return switch (offset & ~1) {
      case ATTRIBUTE -> 0;
      case SEQUENCER -> 1;
      case GRAPHICS -> 2;
      case CRTC -> 3;
      default -> -1;
    };
  }

  @Override
  public long read(int offset, int size) {
    switch (offset) {
      case ATTRIBUTE:
        return indexes[0];
      case ATTRIBUTE_READ:
        return groups[0][indexes[0] & GROUP_SIZE - 1];
      case MISCELLANEOUS_READ:
        return miscellaneous;
      case DAC_STATE:
        return 0;
      case DAC_INDEX:
        return paletteIndex / 3;
      case DAC_DATA:
        return palette[nextPalette()];
      case INPUT_STATUS:
        attributeData = false;
        retrace = !retrace;
        return retrace ? RETRACE : 0;
      default:
        int group = group(offset);
        if (group < 0) {
          return 0xFF;
        }
        return (offset & 1) == 0 ? indexes[group] : groups[group][indexes[group] & GROUP_SIZE - 1];
    }
  }

  private int nextPalette() {
    int at = paletteIndex;
    paletteIndex = (at + 1) % DAC_SIZE;
    return at;
  }

  @Override
  public void write(int offset, int size, long value) {
    int v = (int) value & 0xFF;
    switch (offset) {
      case ATTRIBUTE -> {
        if (attributeData) {
          groups[0][indexes[0] & GROUP_SIZE - 1] = v;
        } else {
          indexes[0] = v;
        }
        attributeData = !attributeData;
      }
      case MISCELLANEOUS -> miscellaneous = v;
      case DAC_STATE, DAC_INDEX -> paletteIndex = v * 3;
      case DAC_DATA -> palette[nextPalette()] = v & 0x3F;
      default -> {
        int group = group(offset);
        if (group > 0) {
          if ((offset & 1) == 0) {
            indexes[group] = v;
          } else {
            groups[group][indexes[group] & GROUP_SIZE - 1] = v;
          }
        }
      }
    }
  }

  @Override
  public State save() {
    List<Integer> all = new ArrayList<>();
    all.add(paletteIndex);
    all.add(miscellaneous);
    all.add(attributeData ? 1 : 0);
    all.add(retrace ? 1 : 0);
    add(all, indexes);
    for (int[] group : groups) {
      add(all, group);
    }
    add(all, palette);
    return new State(List.copyOf(all));
  }

  private static void add(List<Integer> all, int[] values) {
    for (int value : values) {
      all.add(value);
    }
  }

  @Override
  public void restore(State state) {
    paletteIndex = state.values.get(0);
    miscellaneous = state.values.get(1);
    attributeData = state.values.get(2) != 0;
    retrace = state.values.get(3) != 0;
    int at = 4;
    at = take(state.values, at, indexes);
    for (int[] group : groups) {
      at = take(state.values, at, group);
    }
    int unused = take(state.values, at, palette);
  }

  private static int take(List<Integer> from, int at, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = from.get(at + i);
    }
    return at + into.length;
  }

  @Override
  public String name() {
    return "VGA";
  }
}
