package io.tenantatlas.query.http;

import io.tenantatlas.query.store.ReadModel;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What the projector says of itself: the catalog of badges and the registry of surfaces. */
@RestController
public final class ReferenceController {

  private final ReadModel readModel;

  public ReferenceController(ReadModel readModel) {
    this.readModel = readModel;
  }

  @GetMapping("/api/v1/badges")
  ResponseEntity<Object> badges(@RequestHeader HttpHeaders headers) {
    return answer("badges", headers);
  }

  @GetMapping("/api/v1/surfaces")
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
