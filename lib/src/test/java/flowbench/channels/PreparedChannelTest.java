package flowbench.channels;

import static org.assertj.core.api.Assertions.assertThat;

import flowbench.database.TestServer;
import flowbench.settings.Setting;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PreparedChannelTest {
    @Test
    void whoDoesNotListenDoesNotPayForWhatAKilledRunLeft() throws SQLException {
        try (ChannelBench bench = new ChannelBench("poll")) {
            ChannelBench.channel("wal", bench.database, bench.outbox).prepare(bench.connection);
            bench.outbox.announce(bench.connection, true);

            try (PreparedChannel none = PreparedChannel.open(
                    TestServer.settings().with(Setting.EVENT_CHANNEL, "none"), bench.database, bench.outbox)) {
                assertThat(none.channel()).isEmpty();
                assertThat(bench.text("select count(*) from pg_publication")).isEqualTo("0");
                assertThat(bench.text("select tgenabled from pg_trigger where tgname = 'announce_events'"))
                        .isEqualTo("D");
            }
        }
    }
}
