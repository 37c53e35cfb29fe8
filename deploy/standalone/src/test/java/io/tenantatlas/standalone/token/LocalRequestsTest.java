package io.tenantatlas.standalone.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class LocalRequestsTest {

  private static MockHttpServletRequest request(String from, String host) {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr(from);
    request.addHeader("Host", host);
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost:8080",
    "127.0.0.1, 127.0.0.1",
    "127.8.9.1, LocalHost",
    "::1, [::1]:8080",
    "0:0:0:0:0:0:0:1, localhost"
  })
  void thisMachineIsAccepted(String from, String host) {
    assertThat(LocalRequests.accepts(request(from, host))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "0.0.0.0", "", "localhost"})
  void otherMachinesAreNot(String from) {
    assertThat(LocalRequests.accepts(request(from, "localhost:8080"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.invalid",
        "localhost.evil.invalid",
        "127.0.0.1.evil.invalid",
        "localhost:8080@evil.invalid",
        "0.0.0.0",
        "10.0.0.1:8080",
        "localhost, evil.invalid",
        ""
      })
  void anotherNameOfThisMachineIsNot(String host) {
    assertThat(LocalRequests.accepts(request("127.0.0.1", host))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Forwarded, for=127.0.0.1",
    "X-Forwarded-For, 127.0.0.1",
    "x-forwarded-host, localhost",
    "X-Real-IP, 127.0.0.1",
    "Via, 1.1 proxy",
    "Origin, http://evil.invalid",
    "Origin, http://localhost:9090",
    "Origin, https://localhost:8080",
    "Origin, 'null'",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void whatIsPassedOnOrComesFromAnotherSiteIsNot(String header, String value) {
    var request = request("127.0.0.1", "localhost:8080");
    request.addHeader(header, value);
    assertThat(LocalRequests.accepts(request)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://localhost:8080",
    "Sec-Fetch-Site, same-origin",
    "Sec-Fetch-Site, none"
  })
  void theOwnPageIsAccepted(String header, String value) {
    var request = request("127.0.0.1", "localhost:8080");
    request.addHeader(header, value);
    assertThat(LocalRequests.accepts(request)).isTrue();
  }

  @Test
  void withoutANameItIsNot() {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr("127.0.0.1");
    assertThat(LocalRequests.accepts(request)).isFalse();
  }
}
