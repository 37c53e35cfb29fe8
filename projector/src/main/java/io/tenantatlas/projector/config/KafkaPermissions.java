package io.tenantatlas.projector.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka must permit, and does not. It is asked, nothing is tried. Of a group or a
 * transactional id that nobody has used yet Kafka only says whether it may be seen: what else is
 * not permitted shows when it is used.
 *
 * <p>Threads: one.
 */
final class KafkaPermissions {

  /** So many transactional ids are named; the others are alike. */
  private static final int NAMED_MAX = 2;

  private final Admin admin;
  private final Duration timeout;
  private final Map<String, Set<AclOperation>> topics = new TreeMap<>();
  private final List<String> groups = new ArrayList<>();
  private final List<List<String>> transactionalIds = new ArrayList<>();

  KafkaPermissions(Admin admin, Duration timeout) {
    this.admin = admin;
    this.timeout = timeout;
  }

  /** To do this with a topic that is there. */
  void topic(@Nullable TopicDescription found, AclOperation... operations) {
    Set<AclOperation> needed = EnumSet.copyOf(List.of(operations));
    needed.removeAll(Objects.requireNonNull(found).authorizedOperations());
    topics
        .computeIfAbsent(found.name(), absent -> EnumSet.noneOf(AclOperation.class))
        .addAll(needed);
  }

  /** To be a member of it. */
  void group(String name) {
    groups.add(name);
  }

  /** To write in transactions of these ids, which are alike. */
  void transactionalIds(List<String> ids) {
    transactionalIds.add(ids);
  }

  /** Each as a verb and what it is about; empty when all is permitted. */
  List<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
    List<String> missing = new ArrayList<>();
    for (var topic : topics.entrySet()) {
      if (!topic.getValue().isEmpty()) {
        missing.add(verbs(topic.getValue()) + " the topic " + topic.getKey());
      }
    }
    for (String group : groups) {
      if (!mayJoin(group)) {
        missing.add("read the group " + group);
      }
    }
    for (List<String> ids : transactionalIds) {
      List<String> refused = refused(ids);
      if (!refused.isEmpty()) {
        missing.add("describe and write the transactional id " + names(refused));
      }
    }
    return missing;
  }

  private boolean mayJoin(String group)
      throws ExecutionException, TimeoutException, InterruptedException {
    var described =
        admin.describeConsumerGroups(
            List.of(group), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true));
    try {
      return answer(Objects.requireNonNull(described.describedGroups().get(group)))
          .authorizedOperations()
          .contains(AclOperation.READ);
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case AuthorizationException refused -> false;
        case GroupIdNotFoundException unused -> true;
        case null, default -> throw e;
      };
    }
  }

  private List<String> refused(Collection<String> ids)
      throws ExecutionException, TimeoutException, InterruptedException {
    var described = admin.describeTransactions(ids);
    List<String> refused = new ArrayList<>();
    for (String id : ids) {
      try {
        var unused = answer(described.description(id));
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case AuthorizationException notPermitted -> refused.add(id);
          case TransactionalIdNotFoundException nobodyHasUsedIt -> {}
          case null, default -> throw e;
        }
      }
    }
    return refused;
  }

  private static String verbs(Set<AclOperation> operations) {
    return String.join(
        " and ",
        operations.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).sorted().toList());
  }

  private static String names(List<String> ids) {
    List<String> named = ids.subList(0, Math.min(NAMED_MAX, ids.size()));
    int others = ids.size() - named.size();
    return String.join(" and ", named) + (others == 0 ? "" : " (and " + others + " more)");
  }

  private <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
