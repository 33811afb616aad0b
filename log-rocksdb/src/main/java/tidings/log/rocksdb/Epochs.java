package tidings.log.rocksdb;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tidings.log.ChannelName;

/// The epoch of a channel: 8 characters of a hash of the log's incarnation, a generation and the
/// channel's name. So every name has one, and asking for it writes nothing.
final class Epochs {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 8;

    private final byte[] incarnation;

    Epochs(byte[] incarnation) {
        this.incarnation = incarnation;
    }

    String epochOf(ChannelName name, long generation) {
        MessageDigest digest = sha256();
        digest.update(incarnation);
        digest.update(ByteBuffer.allocate(8).putLong(generation).array());
        long bits = ByteBuffer.wrap(digest.digest(name.utf8())).getLong();
        char[] epoch = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            epoch[i] = DIGITS.charAt((int) Long.remainderUnsigned(bits, DIGITS.length()));
            bits = Long.divideUnsigned(bits, DIGITS.length());
        }
        return new String(epoch);
    }

    String incarnation() {
        return HexFormat.of().formatHex(incarnation);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
