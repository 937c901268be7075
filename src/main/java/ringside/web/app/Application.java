package ringside.web.app;

import com.vaadin.flow.component.dependency.CssImport;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.spring.annotation.EnableVaadin;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** Starts the web application. */
@SpringBootApplication(
    scanBasePackages = {"ringside.web", "ringside.course.progress"},
    exclude = UserDetailsServiceAutoConfiguration.class)
@EnableVaadin("ringside.web.ui")
@CssImport("./styles/tokens.css")
@CssImport("./styles/shell.css")
@CssImport("./styles/pages.css")
@CssImport("./styles/instructions.css")
@CssImport("./styles/reading.css")
public class Application implements AppShellConfigurator {
  static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }
}
