/**
 * The instruction reference that learners read: the rows of the instruction table, put together by
 * mnemonic, with the words of {@code lessons/instructions.yaml}.
 *
 * <p>Everything that can be known from a row comes from the row. It refuses to know how a page
 * looks.
 */
@NullMarked
package ringside.course.reference;

import org.jspecify.annotations.NullMarked;
