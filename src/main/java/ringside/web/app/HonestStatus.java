package ringside.web.app;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets an address that is no page's answer 404 and not only look so: the page that explains it is
 * drawn by the browser, after the status was sent.
 */
@Component
class HonestStatus implements VaadinServiceInitListener {
  @Override
  public void serviceInit(ServiceInitEvent event) {
    var routes = event.getSource().getRouter().getRegistry();
    event.addIndexHtmlRequestListener(page -> {
      var path = withoutSlash(page.getVaadinRequest().getPathInfo());
      if (!routes.getNavigationRouteTarget(path).hasTarget()
          && page.getVaadinResponse() instanceof VaadinServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      }
    });
  }

  private static String withoutSlash(@Nullable String path) {
    return path == null || path.isEmpty() ? "" : path.substring(1);
  }
}
