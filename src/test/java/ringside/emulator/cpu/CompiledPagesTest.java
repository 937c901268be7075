package ringside.emulator.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import ringside.emulator.memory.PhysicalMemory;

/** Compiled code is dropped when its bytes change, and there is never too much of it. */
class CompiledPagesTest {
  private final PhysicalMemory memory = new PhysicalMemory(4 << 20);
  private final CompiledPages pages = new CompiledPages(memory);

  /** Code made from the bytes from {@code first} to before {@code end} of its page. */
  private static CompiledCode code(int first, int end) {
    BitSet bytes = new BitSet();
    bytes.set(first, end);
    return new CompiledCode(bytes) {
      @Override
      protected boolean run(LogicalProcessor cpu, long untilTick) {
        return false;
      }
    };
  }

  @Test
  void aStoreDropsExactlyWhatWasMadeFromTheseBytes() {
    CompiledCode low = code(0x100, 0x110);
    CompiledCode high = code(0x110, 0x120);
    pages.add(7, low);
    pages.add(7, high);
    pages.invalidate(7, 0x10F, 1);
    assertFalse(low.isValid());
    assertTrue(high.isValid());
    pages.invalidate(8, 0x110, 8);
    assertTrue(high.isValid());
    pages.invalidate(7, 0x11F, 4);
    assertFalse(high.isValid());
  }

  @Test
  void aPageThatKeepsChangingIsGivenUp() {
    int changes = 0;
    while (!pages.keepsChanging(3) && changes < 100) {
      pages.add(3, code(0, 16));
      pages.invalidate(3, 4, 4);
      changes++;
    }
    assertEquals(4, changes);
    assertFalse(pages.keepsChanging(4));
  }

  @Test
  void thereIsABound() {
    List<CompiledCode> all = new ArrayList<>();
    for (int i = 0; i < 3 * CompiledPages.MAXIMUM; i++) {
      CompiledCode code = code(0, 16);
      pages.add(i & 0xFF, code);
      all.add(code);
      assertTrue(code.isValid());
    }
    assertTrue(all.stream().filter(CompiledCode::isValid).count() <= CompiledPages.MAXIMUM);
  }
}
