package flowbench.realtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands before another server and lets the handshake of one connection through: what the client sends after that nobody reads. */
final class DeafServer implements AutoCloseable {
    private final ServerSocket door;
    private final int behind;
    private final Thread thread = new Thread(this::pass, "deaf-server");

    DeafServer(int behind) throws IOException {
        this.door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.behind = behind;
        thread.start();
    }

    int port() {
        return door.getLocalPort();
    }

    private void pass() {
        try (Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            server.getOutputStream().write(handshake(client.getInputStream()));
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The end of the test.
        }
    }

    private static byte[] handshake(InputStream client) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            request.write(client.read());
        }
        return request.toByteArray();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
