/**
 * What the player fetches and posts: recordings, scenario texts, forks, progress.
 *
 * <p>Owns addresses, caching and the clear refusal of whatever is not one. Refuses to know how a
 * recording is made: {@link ringside.web.api.Library} stands before the laboratory.
 */
@NullMarked
package ringside.web.api;

import org.jspecify.annotations.NullMarked;
