/**
 * The running application: Spring Boot's main class, configuration and security.
 *
 * <p>Owns what is true of the process as a whole (response headers, language of a session, error
 * pages). Refuses views, endpoints and any knowledge of the machine.
 */
@NullMarked
package ringside.web.app;

import org.jspecify.annotations.NullMarked;
