/**
 * Pages: home, course map, player, and what is said when an address leads nowhere.
 *
 * <p>Owns routes, page texts and the language of a session. Refuses to interpret a run: the player
 * element reads recordings by itself, and a page only tells it which one.
 */
@NullMarked
package ringside.web.ui;

import org.jspecify.annotations.NullMarked;
