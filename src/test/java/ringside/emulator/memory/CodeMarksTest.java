package ringside.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Marks are kept by granules of 64 bytes, for as many pages as hold code at one time. */
class CodeMarksTest {
  private final CodeMarks marks = new CodeMarks();

  @Test
  void aStoreHitsTheGranulesThatAreMarked() {
    marks.mark(5, 0x100, 0x41);
    assertFalse(marks.hit(5, 0xFF, 1));
    assertTrue(marks.hit(5, 0xFF, 2));
    assertTrue(marks.hit(5, 0x17F, 1));
    assertFalse(marks.hit(5, 0x180, 8));
    assertFalse(marks.hit(6, 0x100, 8));
  }

  @Test
  void allPagesAreKept() {
    long[] pages = LongStream.range(0, 10_000).map(n -> n * 0x1_0001).toArray();
    for (long page : pages) {
      marks.mark(page, 0, 1);
    }
    long[] kept = marks.pages();
    Arrays.sort(kept);
    assertArrayEquals(pages, kept);
  }

  /** As a guest does that moves its code through all of memory. */
  @Test
  void pagesThatHoldNoCodeAnyMoreTakeNoRoom() {
    marks.mark(0, 0, 1);
    for (long page = 1; page < 1_000_000; page++) {
      marks.mark(page, 0, 1);
      marks.clear(page - 1);
      assertEquals(1, marks.pages().length);
    }
    assertTrue(marks.any(999_999));
    assertFalse(marks.any(999_998));
    assertTrue(marks.capacity() <= 64, () -> "room for " + marks.capacity());
  }
}
