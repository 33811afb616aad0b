package tidings.log;

import java.nio.charset.StandardCharsets;

/// The name of a channel: byte-exact UTF-8, never normalised. Empty levels are allowed.
///
/// Which shard a name belongs to follows from [#hash], which is part of every data directory's
/// format: it must never change.
public final class ChannelName implements Comparable<ChannelName> {
    private final String value;
    private final byte[] utf8;
    private final long hash;

    private ChannelName(String value, byte[] utf8) {
        this.value = value;
        this.utf8 = utf8;
        this.hash = hashOf(utf8);
    }

    /// The name, or an [IllegalNameException] that says which rule it breaks.
    ///
    /// @param value not empty, well-formed UTF-16, no control characters, no `+`
    public static ChannelName of(String value, NameLimits limits) {
        if (value.isEmpty()) {
            throw new IllegalNameException("a channel name must not be empty");
        }
        if (value.length() > limits.bytesMax()) {
            throw tooLong(value.length(), limits);
        }
        int levels = 1;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/') {
                levels++;
            } else if (c == '+') {
                throw new IllegalNameException("a channel name must not contain '+'");
            } else if (Character.isISOControl(c)) {
                throw new IllegalNameException("a channel name must not contain control characters"
                        + " (U+%04X at %d)".formatted((int) c, i));
            } else if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c) && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!paired) {
                    throw new IllegalNameException("a channel name must be well-formed Unicode"
                            + " (a lone surrogate at %d)".formatted(i));
                }
                i++;
            }
        }
        if (levels > limits.levelsMax()) {
            throw new IllegalNameException("a channel name must have at most %d levels, not %d"
                    .formatted(limits.levelsMax(), levels));
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > limits.bytesMax()) {
            throw tooLong(utf8.length, limits);
        }
        return new ChannelName(value, utf8);
    }

    /// A name that was checked before it was stored.
    public static ChannelName ofStored(byte[] utf8) {
        return new ChannelName(new String(utf8, StandardCharsets.UTF_8), utf8);
    }

    /// As [#ofStored(byte[])], with the text that there is already.
    public static ChannelName ofStored(String value) {
        return new ChannelName(value, value.getBytes(StandardCharsets.UTF_8));
    }

    private static IllegalNameException tooLong(int bytes, NameLimits limits) {
        return new IllegalNameException("a channel name must have at most %d bytes, not %d"
                .formatted(limits.bytesMax(), bytes));
    }

    public String value() {
        return value;
    }

    /// The name's bytes; shared, not to be changed.
    public byte[] utf8() {
        return utf8;
    }

    /// 64 bits of the name, equal on every machine and in every version.
    public long hash() {
        return hash;
    }

    /// The shard this name belongs to where there are `shardCount` of them.
    public int shardOf(int shardCount) {
        return (int) Long.remainderUnsigned(hash, shardCount);
    }

    /// FNV-1a, then a finalizer that spreads it (FNV alone is weak in its low bits).
    private static long hashOf(byte[] utf8) {
        long h = 0xcbf29ce484222325L;
        for (byte b : utf8) {
            h = (h ^ (b & 0xff)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelName name && name.hash == hash && name.value.equals(value);
    }

    @Override
    public int hashCode() {
        return (int) hash;
    }

    @Override
    public int compareTo(ChannelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
