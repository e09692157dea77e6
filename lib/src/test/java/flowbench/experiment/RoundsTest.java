package flowbench.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void twoRunsTakeTurnsSoThatADriftFavoursNeither() {
        assertThat(IntStream.rangeClosed(1, 4)
                        .boxed()
                        .flatMap(round ->
                                Rounds.order(List.of("A", "B"), round).stream().map(name -> name + round)))
                .containsExactly("A1", "B1", "B2", "A2", "A3", "B3", "B4", "A4");
    }

    @Test
    void aRunByItselfHasItsForksInTheirOrder() {
        assertThat(Rounds.order(List.of("A"), 2)).containsExactly("A");
    }
}
