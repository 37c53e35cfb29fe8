package io.tenantatlas.query.http;

import io.tenantatlas.query.store.ReadModel;
import java.time.Clock;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the read model is, also before it may be served. */
@RestController
public final class StatusController {

  private final ReadModel readModel;
  private final Clock clock;

  public StatusController(ReadModel readModel, Clock clock) {
    this.readModel = readModel;
    this.clock = clock;
  }

  @GetMapping("/api/v1/status")
  ResponseEntity<StatusAnswer> status() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .body(StatusAnswer.of(readModel.status(), clock.instant()));
  }
}
