/**
 * What it costs to be watched, measured with JMH: {@code ./ringside benchmark}. Measurements, not
 * tests; {@code verify} compiles them and does not run them.
 */
@NullMarked
package ringside.benchmark;

import org.jspecify.annotations.NullMarked;
