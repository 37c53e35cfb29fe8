package io.tenantatlas.standalone.secured;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A PostgreSQL and a Kafka that let nobody in without TLS, with roles and permissions as the files
 * of {@code deploy} make them, and the settings that deploy/README.md tells to make.
 */
final class SecuredServers implements AutoCloseable {

  static final String CAPTURE = "atlas-capture";
  static final String PROJECTOR = "atlas-projector";
  static final String QUERY_API = "atlas-query-api";

  /** May do what capture and the projector may: a process with both roles. */
  static final String BOTH = "atlas-both";

  final Path directory;
  final Authority authority;

  /** Whom nobody should trust. */
  final Authority other;

  final SecuredPostgres postgres;
  final SecuredBroker kafka;

  SecuredServers(Path directory) throws Exception {
    this.directory = directory;
    authority = new Authority(directory, "authority");
    other = new Authority(directory, "other");
    Authority.Identity identity = authority.identity("server");
    postgres = new SecuredPostgres(directory.resolve("postgres"), authority, identity);
    kafka = new SecuredBroker(directory.resolve("kafka"), authority, identity);
    for (String user : new String[] {CAPTURE, PROJECTOR, QUERY_API, BOTH}) {
      kafka.addUser(user);
    }
    kafka.permitAsDeployed(BOTH, BOTH, QUERY_API);
    postgres.execute(
        SecuredPostgres.SOURCE,
        "insert into tenants (id, name, created_at, updated_at) select n, 'Tenant ' || n, now(), now() from generate_series(1, 9) n");
  }

  /** Of all services, as environment variables. */
  private Map<String, String> common(String user) {
    return Map.ofEntries(
        entry("SPRING_KAFKA_BOOTSTRAPSERVERS", kafka.address()),
        entry("SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        entry("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "SCRAM-SHA-512"),
        entry("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", SecuredBroker.login(user, user)),
        entry("SPRING_KAFKA_SSL_BUNDLE", "kafka"),
        entry(
            "SPRING_SSL_BUNDLE_PEM_KAFKA_TRUSTSTORE_CERTIFICATE",
            "file:" + authority.certificate()),
        entry("SPRING_DATASOURCE_URL", postgres.url(SecuredPostgres.READ_MODEL)));
  }

  /**
   * Of the projector's jar, with both roles unless {@code ATLAS_PROJECTOR_ROLES} says otherwise.
   */
  Map<String, String> projector(String user, Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>(common(user));
    settings.put("ATLAS_SOURCE_URL", postgres.url(SecuredPostgres.SOURCE));
    settings.put("ATLAS_SOURCE_USERNAME", "atlas_capture");
    settings.put("ATLAS_SOURCE_PASSWORD", SecuredPostgres.CAPTURE_PASSWORD);
    settings.put("SPRING_DATASOURCE_USERNAME", "atlas_projector");
    settings.put("SPRING_DATASOURCE_PASSWORD", SecuredPostgres.PROJECTOR_PASSWORD);
    settings.put("ATLAS_KAFKA_PARTITIONS", "4");
    settings.put("ATLAS_KAFKA_REPLICATIONFACTOR", "1");
    settings.putAll(changed);
    return settings;
  }

  Map<String, String> queryApi(Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>(common(QUERY_API));
    settings.put("SPRING_DATASOURCE_USERNAME", "atlas_query_api");
    settings.put("SPRING_DATASOURCE_PASSWORD", SecuredPostgres.QUERY_API_PASSWORD);
    settings.put("ATLAS_QUERYAPI_TOKEN_ISSUER", "https://issuer.example");
    settings.put("ATLAS_QUERYAPI_TOKEN_AUDIENCE", "tenantatlas");
    settings.put("ATLAS_QUERYAPI_TOKEN_JWKSETURI", "https://issuer.example/keys");
    settings.putAll(changed);
    return settings;
  }

  /** Of connections to PostgreSQL, those without TLS. */
  String unprotected() throws Exception {
    return postgres.value(
        SecuredPostgres.SOURCE,
        """
        select count(*) filter (where not ssl)
               + case when bool_or(backend_type = 'walsender') then 0 else 1000 end
        from pg_stat_activity join pg_stat_ssl using (pid) where client_addr is not null
        """);
  }

  /** How many tenants have a document. */
  String tenants() throws Exception {
    return postgres.value(
        SecuredPostgres.READ_MODEL, "select count(*) from document where kind = 'kpi'");
  }

  /** Of the first tenant. */
  String openFindings() throws Exception {
    return postgres.value(
        SecuredPostgres.READ_MODEL,
        "select content::jsonb #>> '{dashboard,drift,open_findings,total}' from document where kind = 'kpi' and tenant_id = 1");
  }

  void addFinding() throws Exception {
    postgres.execute(
        SecuredPostgres.SOURCE,
        "insert into findings (tenant_id, scope_key, severity, created_at, updated_at) values (1, 'all', 'high', now(), now())");
  }

  @Override
  public void close() {
    try (postgres) {
      kafka.close();
    }
  }
}
