package tidings.cli.training;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// [CannedServer] for MQTT: takes what a short command sends; a subscriber gets one message and is
/// told that another has its session.
final class CannedMqtt extends CannedListener {
    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    private static final byte[] PUBREC = {0x50, 2, 0, 1};
    private static final byte[] PUBCOMP = {0x70, 2, 0, 1};
    private static final byte[] SUBACK_AND_MORE = {(byte) 0x90, 4, 0, 1, 0, 1, 0x32, 8, 0, 1, 'c',
            0, 1, 0, '{', '}', (byte) 0xe0, 2, (byte) 0x8e, 0};

    private CannedMqtt() throws IOException {}

    static CannedMqtt start() throws IOException {
        CannedMqtt server = new CannedMqtt();
        server.listen("canned-mqtt");
        return server;
    }

    /// What a short command sends has less than 128 bytes, so its length is one byte.
    @Override
    void serve(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        OutputStream out = connection.getOutputStream();
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.read();
            if (in.readNBytes(length).length < length) {
                throw new EOFException();
            }
            switch (first >> 4) {
                case 1 -> out.write(CONNACK);
                case 3 -> out.write(PUBREC);
                case 6 -> out.write(PUBCOMP);
                case 8 -> out.write(SUBACK_AND_MORE);
                default -> {
                    // an acknowledgement, or its end
                }
            }
        }
    }
}
