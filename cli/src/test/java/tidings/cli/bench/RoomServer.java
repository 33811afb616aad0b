package tidings.cli.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A broadcast server over raw WebSockets that makes one kind of mistake, every hundredth time.
public final class RoomServer implements AutoCloseable {
    public enum Mistake {
        NONE, LOSES, DOUBLES, REORDERS, MISROUTES, INVENTS
    }

    private static final int EVERY = 100;
    private static final byte[] INVENTED = "nobody sent this".getBytes(StandardCharsets.US_ASCII);

    private final Mistake mistake;
    private final ServerSocket socket;
    private final Map<String, List<OutputStream>> rooms = new HashMap<>();
    private final Map<OutputStream, byte[]> heldBack = new HashMap<>();
    private long deliveries;

    private RoomServer(Mistake mistake, ServerSocket socket) {
        this.mistake = mistake;
        this.socket = socket;
    }

    public static RoomServer start(Mistake mistake) throws IOException {
        RoomServer server = new RoomServer(mistake,
                new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        OutputStream out = null;
        String room = "";
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            String path = requestPath(in);
            room = path.split("\\?")[0];
            out = new BufferedOutputStream(connection.getOutputStream());
            synchronized (this) {
                out.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                if (!path.contains("?")) {
                    rooms.computeIfAbsent(room, _ -> new ArrayList<>()).add(out);
                }
            }
            while (true) {
                broadcast(room, readMessage(in));
            }
        } catch (IOException e) {
            // the generator has gone
            synchronized (this) {
                rooms.getOrDefault(room, new ArrayList<>()).remove(out);
            }
        }
    }

    private static String requestPath(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString().split(" ")[1];
    }

    private static byte[] readMessage(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] message = in.readNBytes(length);
        for (int i = 0; i < message.length; i++) {
            message[i] ^= mask[i % 4];
        }
        return message;
    }

    private synchronized void broadcast(String room, byte[] message) {
        for (OutputStream member : List.copyOf(rooms.getOrDefault(room, List.of()))) {
            try {
                deliver(room, member, message);
                member.flush();
            } catch (IOException e) {
                // it has gone, which its own thread notices
            }
        }
    }

    private void deliver(String room, OutputStream member, byte[] message) throws IOException {
        byte[] late = heldBack.remove(member);
        boolean now = ++deliveries % EVERY == 0;
        switch (now ? mistake : Mistake.NONE) {
            case NONE -> send(member, message);
            case LOSES -> {
            }
            case DOUBLES -> {
                send(member, message);
                send(member, message);
            }
            case REORDERS -> heldBack.put(member, message);
            case MISROUTES -> {
                send(member, message);
                rooms.forEach((other, members) -> {
                    if (!other.equals(room) && !members.isEmpty()) {
                        sendUnchecked(members.getFirst(), message);
                    }
                });
            }
            case INVENTS -> {
                send(member, message);
                send(member, INVENTED);
            }
        }
        if (late != null) {
            send(member, late);
        }
    }

    private static void sendUnchecked(OutputStream to, byte[] message) {
        try {
            send(to, message);
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(OutputStream to, byte[] message) throws IOException {
        to.write(0x81);
        if (message.length < 126) {
            to.write(message.length);
        } else {
            to.write(126);
            to.write(message.length >> 8);
            to.write(message.length);
        }
        to.write(message);
    }
}
