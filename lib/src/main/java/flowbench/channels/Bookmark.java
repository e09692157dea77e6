package flowbench.channels;

import flowbench.engine.Outbox;
import flowbench.engine.Outbox.Look;
import flowbench.engine.Outbox.Numbers;
import flowbench.engine.WrittenEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a reader of an outbox has come. Numbers are drawn before transactions commit, so a lower one may become visible after
 * a higher one: each that is passed over stays wanted until the transactions that ran at that moment are gone, and with them
 * whoever drew it.
 */
final class Bookmark {
    private record Gap(Numbers numbers, long goneFrom) {}

    private long sequence;
    private List<Gap> gaps = List.of();

    Bookmark(long sequence) {
        this.sequence = sequence;
    }

    /** Everything after it is wanted. */
    long sequence() {
        return sequence;
    }

    /** Lower numbers that are wanted too; see {@link Outbox#look}. */
    List<Numbers> missing() {
        return gaps.stream().map(Gap::numbers).toList();
    }

    /** Moves past what was seen by a look at all that is wanted. */
    void move(Look look) {
        List<Gap> left = new ArrayList<>();
        for (Gap gap : gaps) {
            if (look.oldestRunning() < gap.goneFrom()) {
                addHoles(gap.numbers().first(), gap.numbers().last(), look.events(), gap.goneFrom(), left);
            }
        }
        long highest =
                look.events().stream().mapToLong(WrittenEvent::sequence).max().orElse(0);
        if (highest > sequence) {
            addHoles(sequence + 1, highest, look.events(), look.nextTransaction(), left);
            sequence = highest;
        }
        gaps = left;
    }

    /** The numbers from the first to the last that no event has; events are by sequence. */
    private static void addHoles(long first, long last, List<WrittenEvent> events, long goneFrom, List<Gap> holes) {
        long next = first;
        for (WrittenEvent event : events) {
            if (event.sequence() >= next && event.sequence() <= last) {
                if (event.sequence() > next) {
                    holes.add(new Gap(new Numbers(next, event.sequence() - 1), goneFrom));
                }
                next = event.sequence() + 1;
            }
        }
        if (next <= last) {
            holes.add(new Gap(new Numbers(next, last), goneFrom));
        }
    }
}
