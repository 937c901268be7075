/**
 * How far each learner has come: the last moment of every run that was opened, and the predictions
 * that were answered.
 *
 * <p>Owns the progress tables. Refuses to know what a tick means or how a page looks.
 */
@NullMarked
package ringside.course.progress;

import org.jspecify.annotations.NullMarked;
