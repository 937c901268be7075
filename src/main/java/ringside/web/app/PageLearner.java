package ringside.web.app;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.server.VaadinServletResponse;
import org.springframework.stereotype.Component;
import ringside.course.progress.LearnerId;
import ringside.web.api.LearnerCookie;

/** Gives every visitor a number with the first page, and keeps it alive with every other. */
@Component
class PageLearner implements VaadinServiceInitListener {
  @Override
  public void serviceInit(ServiceInitEvent event) {
    event.addIndexHtmlRequestListener(page -> {
      if (page.getVaadinResponse() instanceof VaadinServletResponse response) {
        var learner =
            LearnerCookie.read(page.getVaadinRequest().getCookies()).orElseGet(LearnerId::random);
        response.addCookie(LearnerCookie.write(learner));
      }
    });
  }
}
