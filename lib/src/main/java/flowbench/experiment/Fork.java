package flowbench.experiment;

import flowbench.channels.PreparedChannel;
import flowbench.database.Database;
import flowbench.engine.FlowEngine;
import flowbench.engines.Engines;
import flowbench.experiment.ForkMessage.Disconnected;
import flowbench.experiment.ForkMessage.Failed;
import flowbench.experiment.ForkMessage.Ready;
import flowbench.experiment.ForkMessage.Warning;
import flowbench.runfolder.RunFolder;
import flowbench.scenario.Scenario;
import flowbench.settings.UserException;
import flowbench.telemetry.Telemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/**
 * The main class of a process that measures: one fork. It reads its plan from the first line of standard input, says on
 * standard output what it does, and ends as soon as standard input does, since then nobody is left to listen.
 */
public final class Fork {
    private final PrintStream out;
    private final Semaphore allowed = new Semaphore(0);
    private volatile boolean ending;

    private Fork(PrintStream out) {
        this.out = out;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Fork fork = new Fork(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        // What a library prints must not stand between the messages.
        System.setOut(System.err);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> fork.ending = true));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ForkPlan plan = ForkMessage.JSON.readValue(in.readLine(), ForkPlan.class);
        System.exit(fork.run(plan, in) ? 0 : 1);
    }

    private boolean run(ForkPlan plan, BufferedReader in) {
        try {
            measure(plan, in);
            return true;
        } catch (UserException e) {
            say(new Failed(e.getMessage()));
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
            say(new Failed("The server refused a call" + state + ": " + firstLine(e)));
        } catch (Throwable e) {
            // A bug, or a lack of memory: the trace is for those who will mend it.
            e.printStackTrace();
            say(new Failed("Flowbench failed: " + e + "."));
        }
        return false;
    }

    /** The server's sentence without the context that follows it, which is for those who wrote the function. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given") + ".";
    }

    private void measure(ForkPlan plan, BufferedReader in) throws SQLException, IOException {
        if (!plan.code().equals(ThisBuild.checksum())) {
            throw new UserException(
                    "Flowbench was built again while it measured; the forks of a run must run one code.");
        }
        Scenario scenario = Scenario.named(plan.scenario(), plan.settingsInForce());
        RunFolder folder = RunFolder.open(Path.of(plan.runFolder()));
        FlowEngine engine = Engines.of(scenario.settings());
        long start = System.nanoTime();
        try (Database database = Database.openReserved(scenario.settings())) {
            String version;
            try (Connection connection = database.pool().getConnection()) {
                engine.install(connection);
                version = engine.version(connection);
            }
            long databaseStartNs = System.nanoTime() - start;
            try (PreparedChannel channel = PreparedChannel.open(scenario.settings(), database, engine.outbox())) {
                for (String warning : database.warnings()) {
                    say(new Warning(warning));
                }
                listenTo(in);
                sayAndWait(new Ready(
                        ProcessHandle.current().pid(),
                        version,
                        database.describe(),
                        ThisMachine.describe(),
                        databaseStartNs));
                try (Telemetry telemetry =
                        new Telemetry(scenario.settings(), database, sentence -> say(new Warning(sentence)))) {
                    Equipment equipment = new Equipment(
                            database,
                            engine,
                            channel.channel(),
                            telemetry,
                            new Reconnection(database, () -> sayAndWait(new Disconnected())));
                    new Iterations(scenario, plan.fork(), equipment, folder, this::say).runAll();
                }
            }
        }
    }

    /** Each line allows the fork to go on; the end of them ends this process, and with it the server. */
    private void listenTo(BufferedReader in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.readLine() != null) {
                            allowed.release();
                        }
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    System.exit(1);
                },
                "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private void sayAndWait(ForkMessage message) {
        say(message);
        allowed.acquireUninterruptibly();
    }

    private synchronized void say(ForkMessage message) {
        // While the process is being ended, calls fail because the server is: that is no failure of the run.
        if (!ending) {
            out.println(message.line());
        }
    }
}
