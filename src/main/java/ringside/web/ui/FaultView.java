package ringside.web.ui;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.i18n.LocaleChangeEvent;
import com.vaadin.flow.i18n.LocaleChangeObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own mistake while a page was made: said plainly to the learner, in full to the log. */
@ParentLayout(MainLayout.class)
@AnonymousAllowed
public final class FaultView extends Main
    implements HasErrorParameter<Exception>, LocaleChangeObserver {
  private static final Logger LOG = LoggerFactory.getLogger(FaultView.class);

  private final Span code = new Span("500");
  private final H1 title = new H1();
  private final Paragraph why = new Paragraph();
  private final Anchor again = new Anchor("", "");

  FaultView() {
    addClassName("lost");
    code.addClassName("mono");
    again.addClassNames("btn", "go", "large");
    again.setRouterIgnore(true);
    add(code, title, why, again);
  }

  @Override
  public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> parameter) {
    LOG.error("The page {} failed", event.getLocation().getPath(), parameter.getException());
    again.setHref(event.getLocation().getPathWithQueryParameters());
    return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  @Override
  public void localeChange(LocaleChangeEvent event) {
    title.setText(getTranslation("fault.title"));
    why.setText(getTranslation("fault.why"));
    again.setText(getTranslation("fault.again"));
  }
}
