/**
 * Lessons: Markdown with directives, in every language, read and checked against the scenarios that
 * they talk about.
 *
 * <p>A lesson is data: safe HTML and blocks that name a scenario, a prediction or a question. This
 * package refuses to know how a block looks and who has read it.
 */
@NullMarked
package ringside.course.lesson;

import org.jspecify.annotations.NullMarked;
