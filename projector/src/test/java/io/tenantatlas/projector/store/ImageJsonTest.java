package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Row images as the JSON that is stored. */
class ImageJsonTest {

  private static final long SEED = Long.getLong("image.seed", System.nanoTime());
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> TEXTS =
      List.of("", "new", "läuft \"so\" \\ / \n\u0000\u001f\u007f\u2028 😀", "{\"a\": [1.0]}");

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @EnumSource(SourceTable.class)
  void aRowIsItsTreesTextAndComesBack(SourceTable table) {
    for (int i = 0; i < 500; i++) {
      RowImage image = image(table);
      String text = ImageJson.write(image);
      assertThat(text).as("seed %d", SEED).isEqualTo(tree(image).toString());
      assertThat(ImageJson.read(image.key(), text)).as("seed %d", SEED).isEqualTo(image);
      assertThat(ImageJson.read(image.key(), tree(image).toPrettyString()))
          .as("seed %d", SEED)
          .isEqualTo(image);
    }
  }

  @Test
  void whatIsAbsentIsNullAndWhatIsUnknownDoesNotMatter() {
    RowImage image = row(SourceTable.TENANTS, 1, "name", "Contoso");
    String text = "{\"other\": {\"name\": [7]}, \"name\": \"Contoso\", \"id\": [1]}";
    assertThat(ImageJson.read(image.key(), text)).isEqualTo(image);
  }

  private RowImage image(SourceTable table) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Column.Kept column : table.keptColumns()) {
      values.add(column.name());
      values.add(random.nextInt(4) == 0 ? null : value(column.type()));
    }
    return row(table, random.nextLong(), values.toArray());
  }

  private Object value(Column.Type type) {
    return switch (type) {
      case INTEGER -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      case INSTANT ->
          Instant.ofEpochSecond(
              random.nextLong(-1_000_000_000, 9_000_000_000L),
              1000L * random.nextInt(1000) * random.nextInt(1000));
      case TEXT, JSON -> TEXTS.get(random.nextInt(TEXTS.size()));
    };
  }

  private static ObjectNode tree(RowImage image) {
    ObjectNode tree = MAPPER.createObjectNode();
    image
        .values()
        .forEach(
            (name, value) -> {
              switch (value) {
                case null -> tree.putNull(name);
                case Long number -> tree.put(name, number);
                case Boolean bool -> tree.put(name, bool);
                default -> tree.put(name, value.toString());
              }
            });
    return tree;
  }
}
