package ringside.web.app;

import com.vaadin.flow.router.internal.NavigationRouteTarget;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import ringside.web.ui.Destinations;

/**
 * Lets an address that is no page's answer 404 and not only look so: the page that explains it is
 * drawn by the browser, after the status was sent.
 */
@Component
class HonestStatus implements VaadinServiceInitListener {
  private final transient Destinations destinations;

  HonestStatus(Destinations destinations) {
    this.destinations = destinations;
  }

  @Override
  public void serviceInit(ServiceInitEvent event) {
    var routes = event.getSource().getRouter().getRegistry();
    event.addIndexHtmlRequestListener(page -> {
      var request = page.getVaadinRequest();
      var target = routes.getNavigationRouteTarget(withoutSlash(request.getPathInfo()));
      if (!leadsSomewhere(target, request.getParameter("run"))
          && page.getVaadinResponse() instanceof VaadinServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      }
    });
  }

  private boolean leadsSomewhere(NavigationRouteTarget target, @Nullable String variant) {
    return target.hasTarget()
        && destinations.exists(
            target.getRouteTarget().getTarget(), target.getRouteParameters(), variant);
  }

  private static String withoutSlash(@Nullable String path) {
    return path == null || path.isEmpty() ? "" : path.substring(1);
  }
}
