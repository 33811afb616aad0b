package tidings.core.channel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.log.ChannelName;
import tidings.log.Entry;
import tidings.log.Message;
import tidings.log.TableRead;
import tidings.log.TableRow;
import tidings.log.TableValue;
import tidings.log.TableWrite;

/// The table that has the channels' states: the latest entry under each key of a channel.
///
/// <pre>
///   key: channel name | 0 | state key
/// </pre>
public final class StateTable {
    public static final String NAME = "state";

    private StateTable() {}

    /// What a message does to its channel's state; nothing if it has no key.
    static List<TableWrite> writesOf(ChannelName channel, Message message) {
        String key = message.attributes().key();
        if (key == null) {
            return List.of();
        }
        return List.of(new TableWrite(NAME, keyOf(channel, key), message.attributes().removed()
                ? new TableValue.Removed()
                : new TableValue.TheEntry()));
    }

    /// Asks for a channel's state under the empty key.
    public static TableRead readOf(int shard, ChannelName channel) {
        return new TableRead(shard, NAME, keyOf(channel, ""), null, 1, 1);
    }

    /// @param rows that [#readOf] gave
    /// @return null if there is no such state
    public static @Nullable Entry stateOf(ChannelName channel, List<TableRow> rows) {
        return !rows.isEmpty() && rows.getFirst() instanceof TableRow.Stored(var key, var entry)
                && Arrays.equals(key, keyOf(channel, "")) ? entry : null;
    }

    public static byte[] keyOf(ChannelName channel, String stateKey) {
        byte[] name = channel.utf8();
        byte[] rest = stateKey.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[name.length + 1 + rest.length];
        System.arraycopy(name, 0, key, 0, name.length);
        System.arraycopy(rest, 0, key, name.length + 1, rest.length);
        return key;
    }

    /// Whether a message sets or ends the state under the empty key.
    public static boolean changesEmptyKey(Message message) {
        return "".equals(message.attributes().key());
    }

    /// Whether a row is the state under the empty key.
    public static boolean isOfEmptyKey(byte[] key) {
        return key[key.length - 1] == 0;
    }
}
