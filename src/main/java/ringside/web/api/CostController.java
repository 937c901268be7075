package ringside.web.api;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import ringside.lab.cost.CostModel;

/** The cost model, for the player's counter. */
@RestController
class CostController {
  private final CostModel model = CostModel.read();

  @GetMapping("/api/costs")
  ResponseEntity<CostModel> costs() {
    return ResponseEntity.ok().cacheControl(CacheControl.noCache().cachePublic()).body(model);
  }
}
