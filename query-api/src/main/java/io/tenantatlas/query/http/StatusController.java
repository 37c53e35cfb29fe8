package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.store.ReadModel;
import java.time.Clock;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the read model is, also before it may be served. */
@RestController
@Tag(name = "Status")
public final class StatusController {

  private final ReadModel readModel;
  private final Clock clock;

  public StatusController(ReadModel readModel, Clock clock) {
    this.readModel = readModel;
    this.clock = clock;
  }

  @GetMapping("/api/v1/status")
  @Operation(operationId = "status", summary = "How far the read model is; also before it is ready")
  @Answer(kind = Answer.Kind.STATUS, schema = "Status")
  ResponseEntity<StatusAnswer> status() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .body(StatusAnswer.of(readModel.status(), readModel.source(), clock.instant()));
  }
}
