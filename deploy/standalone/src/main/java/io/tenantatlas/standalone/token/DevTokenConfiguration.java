package io.tenantatlas.standalone.token;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.tenantatlas.query.config.SecurityConfiguration;
import io.tenantatlas.query.config.TokenProperties;
import io.tenantatlas.query.http.SecurityProblems;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The route that gives tokens, and the trust in them. It exists in the standalone run only, and the
 * query API there trusts no other keys.
 */
@Configuration(proxyBeanMethods = false)
public class DevTokenConfiguration {

  @Bean
  JWKSource<SecurityContext> standaloneTokenKeys(DevKey key) {
    return new ImmutableJWKSet<>(new JWKSet(key.pair().toPublicJWK()));
  }

  @Bean
  DevTokenController standaloneDevTokenController(DevKey key, TokenProperties trusted) {
    return new DevTokenController(
        new DevTokens(key.pair(), trusted.issuer(), trusted.audience(), Clock.systemUTC()));
  }

  /** Before the query API's own chain, which denies what it does not know. */
  @Bean
  @Order(0)
  SecurityFilterChain standaloneDevTokenFilterChain(HttpSecurity http, SecurityProblems problems) {
    return SecurityConfiguration.stateless(http, problems)
        .securityMatcher(DevTokenController.PATH)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }
}
