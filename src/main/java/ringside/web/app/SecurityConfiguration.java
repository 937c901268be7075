package ringside.web.app;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * Who may ask for what, and the headers that every answer carries. Everyone is anonymous so far.
 */
@Configuration
@EnableWebSecurity
class SecurityConfiguration {

  /** Vaadin writes its pages in a forward, after which Spring Security could add no header. */
  private static final ObjectPostProcessor<HeaderWriterFilter> EAGER =
      new ObjectPostProcessor<>() {
        @Override
        public <O extends HeaderWriterFilter> O postProcess(O filter) {
          filter.setShouldWriteHeadersEagerly(true);
          return filter;
        }
      };

  /**
   * The API keeps no session. It needs no CSRF token: the learner's cookie is {@code SameSite=Lax},
   * and its writes take nothing but JSON, which no foreign form can send.
   */
  @Bean
  @Order(1)
  SecurityFilterChain api(HttpSecurity http) throws Exception {
    return http.securityMatcher("/api/**", "/actuator/**")
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(csrf -> csrf.disable())
        .requestCache(cache -> cache.disable())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers ->
            headers
                .cacheControl(cache -> cache.disable())
                .contentSecurityPolicy(policy -> policy.policyDirectives("default-src 'none'")))
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain pages(HttpSecurity http) throws Exception {
    return http.with(
            VaadinSecurityConfigurer.vaadin(),
            vaadin -> vaadin.anyRequest(request -> request.permitAll()))
        .headers(headers ->
            headers
                .withObjectPostProcessor(EAGER)
                .referrerPolicy(referrer -> {})
                .contentSecurityPolicy(
                    policy -> policy.policyDirectives(ContentSecurityPolicy.withoutScripts())))
        .build();
  }
}
