package tidings.gateway.mqtt.wire;

import io.netty.buffer.ByteBuf;

/// Where wildcards may stand, and what a shared filter looks like (§4.7; MQTT 5.0 §4.8.2). Only
/// syntax: which names this server takes is the session's to say.
final class TopicSyntax {
    static final String SHARE = "$share/";
    private static final int SHOWN_CHARACTERS_MAX = 64;

    private TopicSyntax() {}

    /// §3.3.2.1: a topic name in bytes, known to be UTF-8.
    static boolean hasWildcard(ByteBuf in, int from, int to) {
        return in.indexOf(from, to, (byte) '+') >= 0 || in.indexOf(from, to, (byte) '#') >= 0;
    }

    /// With `$share` in both versions: the name is the server's, whatever a client speaks. What has no
    /// share name or no filter behind it is a filter like any other in 3.1.1.
    static boolean isShared(String filter) {
        int nameEnd = nameEnd(filter);
        return nameEnd > SHARE.length() && nameEnd + 1 < filter.length()
                && !hasWildcard(filter.substring(SHARE.length(), nameEnd));
    }

    private static boolean hasWildcard(String name) {
        return name.indexOf('+') >= 0 || name.indexOf('#') >= 0;
    }

    /// Where the share name ends; negative if there is none.
    static int nameEnd(String filter) {
        return filter.startsWith(SHARE) ? filter.indexOf('/', SHARE.length()) : -1;
    }

    static void checkFilter(String filter, Version version) throws DecodeException {
        boolean shared = version == Version.V5 ? filter.startsWith(SHARE) : isShared(filter);
        if (!shared) {
            checkLevels(filter, 0);
            return;
        }
        int nameEnd = nameEnd(filter);
        if (nameEnd < 0) {
            throw wrong(filter, "has no topic filter after the share name");
        }
        String name = filter.substring(SHARE.length(), nameEnd);
        if (name.isEmpty()) {
            throw wrong(filter, "has no share name");
        }
        if (hasWildcard(name)) {
            throw wrong(filter, "has a wildcard in its share name");
        }
        checkLevels(filter, nameEnd + 1);
    }

    private static void checkLevels(String filter, int from) throws DecodeException {
        int length = filter.length();
        if (from == length) {
            throw from == 0
                    ? DecodeException.malformed("a topic filter is empty")
                    : wrong(filter, "has no topic filter after the share name");
        }
        for (int at = from; at < length; at++) {
            char c = filter.charAt(at);
            if (c != '+' && c != '#') {
                continue;
            }
            boolean begins = at == from || filter.charAt(at - 1) == '/';
            boolean last = at + 1 == length;
            if (c == '#' && !(begins && last)) {
                throw wrong(filter, "has a # that is not its whole last level");
            }
            if (!begins || !(last || filter.charAt(at + 1) == '/')) {
                throw wrong(filter, "has a + that is not a whole level");
            }
        }
    }

    private static DecodeException wrong(String filter, String what) {
        String shown = filter.length() <= SHOWN_CHARACTERS_MAX
                ? filter
                : filter.substring(0, filter.offsetByCodePoints(0, SHOWN_CHARACTERS_MAX / 2)) + "…";
        return DecodeException.malformed("the topic filter '" + shown + "' " + what);
    }
}
