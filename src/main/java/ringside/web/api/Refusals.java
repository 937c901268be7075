package ringside.web.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

/** Says no in JSON: which status, and in a sentence what would have been right. */
@RestControllerAdvice(basePackageClasses = Refusals.class)
class Refusals extends ResponseEntityExceptionHandler {

  /** What a client that was refused reads. */
  record Refusal(int status, String message) {}

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception exception,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var message =
        switch (exception) {
          case ResponseStatusException own -> own.getReason();
          case ErrorResponse error -> error.getBody().getDetail();
          default -> null;
        };
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Refusal(status.value(), message == null ? "this cannot be answered" : message));
  }

  /** Every address below {@code /api} that is none: after the controllers, before the pages. */
  @Configuration
  static class Nowhere {
    @Bean
    SimpleUrlHandlerMapping nowhere(JsonMapper json) {
      HttpRequestHandler refuse =
          (_, response) -> {
            response.setStatus(HttpStatus.NOT_FOUND.value());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            var refusal =
                new Refusal(HttpStatus.NOT_FOUND.value(), "there is nothing at this address");
            response.getOutputStream().write(json.writeValueAsBytes(refusal));
          };
      return new SimpleUrlHandlerMapping(Map.of("/api/**", refuse), 1);
    }
  }
}
