package io.tenantatlas.standalone.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.query.http.InvalidParameterException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevTokenRequestTest {

  private static DevTokenRequest read(String json) {
    return DevTokenRequest.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEmptyRequestIsForEverything() {
    assertThat(read("{}"))
        .isEqualTo(
            new DevTokenRequest(
                "*",
                "*",
                "kpi:read operations:start operations:monitor admin",
                Duration.ofHours(1)));
  }

  @Test
  void whatIsAskedForIsTaken() {
    assertThat(
            read(
                """
                {"tenants":[1,9223372036854775807],"workspaces":[],"scope":"a b","ttl_seconds":1}
                """))
        .isEqualTo(
            new DevTokenRequest(
                List.of(1L, Long.MAX_VALUE), List.of(), "a b", Duration.ofSeconds(1)));
    assertThat(read("{\"tenants\":\"*\",\"scope\":\"\",\"ttl_seconds\":86400}"))
        .isEqualTo(new DevTokenRequest("*", "*", "", Duration.ofDays(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tenants     | `{\"tenants\":1}`",
        "tenants     | `{\"tenants\":null}`",
        "tenants     | `{\"tenants\":\"1\"}`",
        "tenants     | `{\"tenants\":[\"1\"]}`",
        "tenants     | `{\"tenants\":[1.5]}`",
        "tenants     | `{\"tenants\":[0]}`",
        "tenants     | `{\"tenants\":[9223372036854775808]}`",
        "tenants     | `{\"tenants\":{\"a\":1}}`",
        "tenants     | `{\"tenants\":{}}`",
        "workspaces  | `{\"workspaces\":[null]}`",
        "workspaces  | `{\"workspaces\":\"**\"}`",
        "scope       | `{\"scope\":[\"admin\"]}`",
        "scope       | `{\"scope\":null}`",
        "scope       | `{\"scope\":\"a  b\"}`",
        "scope       | `{\"scope\":\"a\\nb\"}`",
        "ttl_seconds | `{\"ttl_seconds\":0}`",
        "ttl_seconds | `{\"ttl_seconds\":86401}`",
        "ttl_seconds | `{\"ttl_seconds\":1.5}`",
        "ttl_seconds | `{\"ttl_seconds\":\"60\"}`",
        "ttl_seconds | `{\"ttl_seconds\":18446744073709551617}`",
        "body        | `{\"ttl\":60}`",
        "body        | `[]`",
        "body        | `null`",
        "body        | `{`",
        "body        | ``"
      })
  void anythingElseIsRefusedByName(String member, String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageStartingWith(member + " must be ");
  }

  @Test
  void moreIdsThanAllowedAreRefused() {
    String ids = "1,".repeat(1000);
    assertThat(read("{\"tenants\":[" + ids.substring(2) + "1]}").tenants())
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(1000);
    assertThatThrownBy(() -> read("{\"tenants\":[" + ids + "1]}"))
        .isInstanceOf(InvalidParameterException.class);
  }
}
