package ringside.web.app;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.communication.IndexHtmlResponse;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * What a page may load. A page of ours runs only scripts that carry this response's nonce; Flow's
 * client still needs {@code unsafe-eval}, and Lit and Flow write style attributes.
 */
@Component
class ContentSecurityPolicy implements VaadinServiceInitListener {
  private static final String COMMON =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
          + "object-src 'none'; base-uri 'self'; frame-ancestors 'self'; form-action 'self'; ";

  private final SecureRandom random = new SecureRandom();

  /** The policy of every answer that is not a Vaadin page: error pages and static files. */
  static String withoutScripts() {
    return COMMON + "script-src 'self'";
  }

  @Override
  public void serviceInit(ServiceInitEvent event) {
    if (event.getSource().getDeploymentConfiguration().isProductionMode()) {
      event.addIndexHtmlRequestListener(this::protect);
    }
  }

  private void protect(IndexHtmlResponse page) {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    var nonce = Base64.getEncoder().encodeToString(bytes);
    page.getDocument().select("script").attr("nonce", nonce);
    page.getVaadinResponse()
        .setHeader(
            "Content-Security-Policy",
            COMMON + "script-src 'self' 'nonce-" + nonce + "' 'unsafe-eval'");
  }
}
