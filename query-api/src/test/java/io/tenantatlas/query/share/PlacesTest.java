package io.tenantatlas.query.share;

import static io.tenantatlas.query.share.Places.Taking.ALL_USED;
import static io.tenantatlas.query.share.Places.Taking.SHARE_USED;
import static io.tenantatlas.query.share.Places.Taking.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

  private final Places places = new Places(new Places.Limits(3, 2));

  @Test
  void oneHolderHasAShareAndOthersTheRest() {
    assertThat(places.take("a")).isEqualTo(TAKEN);
    assertThat(places.take("a")).isEqualTo(TAKEN);
    assertThat(places.take("a")).isEqualTo(SHARE_USED);
    assertThat(places.take("b")).isEqualTo(TAKEN);
    assertThat(places.take("b")).isEqualTo(ALL_USED);
    assertThat(places.taken()).isEqualTo(3);
  }

  @Test
  void whatIsGivenBackIsThereAgainForTheHolderAndForOthers() {
    places.take("a");
    places.take("a");
    places.take("b");
    places.giveBack("a");
    assertThat(places.take("b")).isEqualTo(TAKEN);
    places.giveBack("b");
    assertThat(places.take("a")).isEqualTo(TAKEN);
    assertThat(places.take("a")).isEqualTo(SHARE_USED);
    places.giveBack("a");
    places.giveBack("a");
    places.giveBack("b");
    assertThat(places.taken()).isZero();
  }

  @Test
  void aShareThatIsGreaterThanAllThereIsIsNone() {
    var few = new Places(new Places.Limits(1, 5));
    assertThat(few.take("a")).isEqualTo(TAKEN);
    assertThat(few.take("a")).isEqualTo(ALL_USED);
  }
}
