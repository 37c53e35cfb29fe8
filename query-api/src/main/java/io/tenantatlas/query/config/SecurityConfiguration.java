package io.tenantatlas.query.config;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.tenantatlas.query.http.AccessRules;
import io.tenantatlas.query.http.SecurityProblems;
import io.tenantatlas.query.security.ActorAuthentication;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.security.IssuerKeys;
import io.tenantatlas.query.security.PublishedKeys;
import io.tenantatlas.query.security.SecurityHeaders;
import io.tenantatlas.query.security.TokenDecoder;
import io.tenantatlas.query.security.VerifiedTokens;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Who may have what: with a bearer token of the issuer, below {@code /api}, what the token allows;
 * without one the live page, the API's description and the probes; nothing else. Also the rule of
 * the management port, where the endpoints that are exposed are open.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
public class SecurityConfiguration {

  private static final String[] OPEN = {
    "/",
    "/index.html",
    "/assets/**",
    "/favicon.*",
    "/v3/api-docs/**",
    "/v3/api-docs.yaml",
    "/swagger-ui.html",
    "/swagger-ui/**",
    "/livez",
    "/readyz",
    "/error"
  };

  /** What the firewall has no switch for, which would not also allow it as it is. */
  private static final Set<String> ENCODED =
      Set.of("%3b", "%3B", "%2f%2f", "%2f%2F", "%2F%2f", "%2F%2F");

  /** Keys that somebody else brings are trusted instead. */
  @Bean
  @Fallback
  JWKSource<SecurityContext> queryApiTokenKeys(
      TokenProperties settings, @Qualifier("queryApiClock") Clock clock) {
    TokenProperties.Keys keys = settings.keys();
    var published =
        new PublishedKeys(
            settings.issuer(), settings.jwkSetUri(), keys.connectTimeout(), keys.readTimeout());
    var outage =
        new Outage(LoggerFactory.getLogger(IssuerKeys.class), "The issuer's key set", clock);
    return new IssuerKeys(
        () -> {
          JWKSet read = published.read();
          outage.works();
          return read;
        },
        keys.ages(),
        clock,
        CompletableFuture.delayedExecutor(keys.totalTimeout().toMillis(), TimeUnit.MILLISECONDS),
        failure -> outage.fails(NestedExceptionUtils.getMostSpecificCause(failure).toString()));
  }

  @Bean
  VerifiedTokens queryApiVerifiedTokens(
      TokenProperties settings,
      JWKSource<SecurityContext> keys,
      @Qualifier("queryApiClock") Clock clock) {
    var decoder =
        new TokenDecoder(
            settings.issuer(), settings.audience(), settings.jwsAlgorithms(), settings.clockSkew());
    return new VerifiedTokens(
        decoder.with(keys, clock),
        clock,
        settings.cachedMaxSize().toBytes(),
        settings.maxCachedTime());
  }

  @Bean
  AuthenticationManager queryApiAuthenticationManager(VerifiedTokens tokens) {
    return request ->
        new ActorAuthentication(
            tokens.verify(((BearerTokenAuthenticationToken) request).getToken()));
  }

  @Bean
  Actors queryApiActors() {
    return request -> ActorAuthentication.current();
  }

  @Bean
  SecurityProblems queryApiSecurityProblems(
      @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver resolver) {
    return new SecurityProblems(resolver);
  }

  @Bean
  SecurityFilterChain queryApiSecurityFilterChain(
      HttpSecurity http, AuthenticationManager tokens, SecurityProblems problems) {
    var bearer = new BearerTokenAuthenticationFilter(tokens);
    bearer.setAuthenticationEntryPoint(problems);
    bearer.setAuthenticationFailureHandler(problems::commence);
    return stateless(http, problems)
        .addFilterBefore(bearer, AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    // What continues a request that was let in: an answer that streams, an error.
                    .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(EndpointRequest.toAnyEndpoint())
                    .permitAll()
                    .requestMatchers(OPEN)
                    .permitAll()
                    .requestMatchers(AccessRules.OF_TENANT)
                    .access(AccessRules.mayReadTenant())
                    .requestMatchers(AccessRules.OF_WORKSPACE)
                    .access(AccessRules.mayReadWorkspace())
                    .requestMatchers(AccessRules.OF_API)
                    .access(AccessRules.mayRead())
                    .anyRequest()
                    .denyAll())
        .build();
  }

  /** What every chain has: no sessions, no cookies, our headers, problems for refusals. */
  public static HttpSecurity stateless(HttpSecurity http, SecurityProblems problems) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .defaultsDisabled()
                    .addHeaderWriter(
                        (request, response) ->
                            SecurityHeaders.write(request.getRequestURI(), response)))
        .exceptionHandling(
            refusals -> refusals.authenticationEntryPoint(problems).accessDeniedHandler(problems));
  }

  /**
   * Paths that rules and handlers could understand differently are refused. Ids may have any
   * character, so some that are dangerous elsewhere are allowed encoded: here all paths are matched
   * in pieces, before they are decoded.
   */
  @Bean
  HttpFirewall queryApiHttpFirewall() {
    var firewall = new FirewallOfMethods();
    firewall.setUnsafeAllowAnyHttpMethod(true); // what is not served is answered 405
    firewall.setAllowUrlEncodedSlash(true);
    firewall.setAllowUrlEncodedPercent(true);
    firewall.setAllowUrlEncodedPeriod(true);
    firewall.setAllowBackSlash(true);
    firewall.getEncodedUrlBlocklist().removeIf(ENCODED::contains);
    // The server leaves encoded slashes as they are, and decodes semicolons.
    firewall.getDecodedUrlBlocklist().removeIf(text -> ENCODED.contains(text) || text.equals(";"));
    return firewall;
  }

  /**
   * A servlet answers TRACE by itself, with what the request said; by another name it is a method
   * like any that is not served.
   */
  private static final class FirewallOfMethods extends StrictHttpFirewall {

    private static final String TRACE = "TRACE";

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
      return super.getFirewalledRequest(
          request.getMethod().equals(TRACE) ? new Renamed(request) : request);
    }

    private static final class Renamed extends HttpServletRequestWrapper {

      Renamed(HttpServletRequest request) {
        super(request);
      }

      @Override
      public String getMethod() {
        return "trace";
      }
    }
  }
}
