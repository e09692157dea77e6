package flowbench.notebook;

import flowbench.settings.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output that ends the process when nobody reads it any more, as {@code lib/bench run NOTEBOOK | head} should; Java's
 * own would let the notebook run on, unread.
 */
final class StandardOutput extends FilterOutputStream {
    /** The name of the thread that ends the process. */
    static final String CLOSED = "bench-output-closed";

    private StandardOutput(OutputStream out) {
        super(out);
    }

    /** Puts it in the place of {@link System#out}. */
    static void install() {
        OutputStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(new BufferedOutputStream(out), true, StandardCharsets.UTF_8));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            // In a thread of its own, because whoever prints holds a lock that a shutdown hook may want.
            new Thread(() -> System.exit(ExitCode.FAILED.number()), CLOSED).start();
            throw e;
        }
    }
}
