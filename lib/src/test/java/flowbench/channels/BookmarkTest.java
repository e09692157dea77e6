package flowbench.channels;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.engine.EventKey;
import flowbench.engine.Outbox.Look;
import flowbench.engine.Outbox.Numbers;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BookmarkTest {
    private static final EventKey KEY = new EventKey(new UUID(0, 1), "", EventType.OTHER);

    private final Bookmark bookmark = new Bookmark(10);

    @Test
    void numbersInARowLeaveNothingMissing() {
        bookmark.move(look(100, 100, 11, 12, 13));
        assertThat(bookmark.sequence()).isEqualTo(13);
        assertThat(bookmark.missing()).isEmpty();
    }

    @Test
    void anEmptyLookMovesNothing() {
        bookmark.move(look(100, 100));
        assertThat(bookmark.sequence()).isEqualTo(10);
        assertThat(bookmark.missing()).isEmpty();
    }

    @Test
    void whatIsPassedOverStaysWanted() {
        bookmark.move(look(90, 100, 13, 14, 17));
        assertThat(bookmark.sequence()).isEqualTo(17);
        assertThat(bookmark.missing()).containsExactly(new Numbers(11, 12), new Numbers(15, 16));
    }

    @Test
    void whatArrivesLateIsNoLongerWanted() {
        bookmark.move(look(90, 100, 16));
        bookmark.move(look(95, 110, 11, 13, 15));
        assertThat(bookmark.missing()).containsExactly(new Numbers(12, 12), new Numbers(14, 14));
        bookmark.move(look(95, 110, 12, 14));
        assertThat(bookmark.missing()).isEmpty();
        assertThat(bookmark.sequence()).isEqualTo(16);
    }

    @Test
    void aGapIsGivenUpWhenNobodyIsLeftWhoRanWhenItWasSeen() {
        bookmark.move(look(90, 100, 12));
        bookmark.move(look(99, 200));
        assertThat(bookmark.missing()).containsExactly(new Numbers(11, 11));
        bookmark.move(look(100, 200, 14));
        assertThat(bookmark.missing()).containsExactly(new Numbers(13, 13));
        bookmark.move(look(199, 300));
        assertThat(bookmark.missing()).containsExactly(new Numbers(13, 13));
        bookmark.move(look(200, 300));
        assertThat(bookmark.missing()).isEmpty();
    }

    private static Look look(long oldestRunning, long nextTransaction, long... sequences) {
        return new Look(
                LongStream.of(sequences)
                        .mapToObj(sequence -> new WrittenEvent(sequence, KEY))
                        .toList(),
                oldestRunning,
                nextTransaction);
    }
}
