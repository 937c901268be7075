/**
 * The cost model: cycles of events on the processors that published measurements exist for.
 *
 * <p>Owns the data file {@code costs.yaml}, its reader and its rules: every value says how it is
 * known. It refuses to run anything; the counter of a window multiplies what a recording counted by
 * what stands here.
 */
@NullMarked
package ringside.lab.cost;

import org.jspecify.annotations.NullMarked;
