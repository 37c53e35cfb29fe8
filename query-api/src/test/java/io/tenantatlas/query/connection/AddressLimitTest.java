package io.tenantatlas.query.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressLimitTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,     192.0.2.1,       true",
    "192.0.2.1,     192.0.2.2,       false",
    "2001:db8::1,   2001:db8::ffff,  true",
    "2001:db8::1,   2001:db8:0:1::1, false",
    "2001:db8::1,   192.0.2.1,       false",
  })
  void anIpv6NetworkIsOneCaller(String one, String other, boolean same) throws Exception {
    assertThat(
            AddressLimit.network(InetAddress.getByName(one))
                .equals(AddressLimit.network(InetAddress.getByName(other))))
        .isEqualTo(same);
  }
}
