package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.store.ReadModel;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What the projector says of itself: the catalog of badges and the registry of surfaces. */
@RestController
@Tag(name = "Reference")
public final class ReferenceController {

  private final ReadModel readModel;

  public ReferenceController(ReadModel readModel) {
    this.readModel = readModel;
  }

  @GetMapping("/api/v1/badges")
  @Operation(operationId = "badgeCatalog", summary = "The catalog of badges")
  @Answer(kind = Answer.Kind.REFERENCE, schema = "BadgeCatalog")
  ResponseEntity<Object> badges(@RequestHeader HttpHeaders headers) {
    return answer("badges", headers);
  }

  @GetMapping("/api/v1/surfaces")
  @Operation(
      operationId = "surfaceRegistry",
      summary = "The registry of surfaces and of what they may offer")
  @Answer(kind = Answer.Kind.REFERENCE, schema = "SurfaceRegistry")
  ResponseEntity<Object> surfaces(@RequestHeader HttpHeaders headers) {
    return answer("surfaces", headers);
  }

  private ResponseEntity<Object> answer(String name, HttpHeaders request) {
    return readModel
        .reference(name)
        .map(json -> JsonAnswer.of(json, ContentTag.of(name, json), new HttpHeaders(), request))
        .orElseGet(() -> Problem.notReady(readModel.status().snapshot()));
  }
}
