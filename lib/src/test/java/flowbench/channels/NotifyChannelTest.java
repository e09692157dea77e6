package flowbench.channels;

import static flowbench.channels.ChannelBench.receiveUntil;
import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.engine.WrittenEvent;
import flowbench.runfolder.EventType;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class NotifyChannelTest {
    @Test
    void aThousandKeysOfOneTransactionAllArrive() throws SQLException {
        try (ChannelBench bench = new ChannelBench("notify", TestServer.database())) {
            bench.define(1_000);
            Subscription subscription = bench.subscribe();
            UUID flowRun = bench.start();
            List<WrittenEvent> arrived = bench.receiveRest(subscription);
            assertThat(arrived).hasSize(1_001).isEqualTo(bench.outbox.read(bench.connection, List.of(flowRun)));
            assertThat(arrived)
                    .filteredOn(event -> event.key().type() == EventType.STEP_STARTED)
                    .hasSize(1_000);
        }
    }

    @Test
    void nobodyIsToldOnceTheChannelIsReleased() throws SQLException {
        try (ChannelBench bench = new ChannelBench("notify", TestServer.database())) {
            Subscription subscription = bench.subscribe();
            bench.channel.release(bench.connection);
            bench.writeSentinel();
            bench.channel.prepare(bench.connection);
            UUID told = bench.writeSentinel();
            assertThat(receiveUntil(subscription, told)).hasSize(1);
        }
    }
}
