package ringside.web.app;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinSession;
import org.springframework.stereotype.Component;
import ringside.web.ui.Languages;

/** Gives each session its language, and each page that language's name for assistive technology. */
@Component
class SessionLanguage implements VaadinServiceInitListener {
  @Override
  public void serviceInit(ServiceInitEvent event) {
    event
        .getSource()
        .addSessionInitListener(
            init -> init.getSession().setLocale(Languages.of(init.getRequest())));
    event.addIndexHtmlRequestListener(page ->
        page.getDocument()
            .expectFirst("html")
            .attr("lang", VaadinSession.getCurrent().getLocale().toLanguageTag()));
  }
}
