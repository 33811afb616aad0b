package tidings.gateway.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tidings.core.identity.Identity;
import tidings.core.identity.NewChannelLimits;
import tidings.core.identity.Users;
import tidings.core.channel.JoinFrom;
import tidings.gateway.net.MalformedException;
import tidings.gateway.net.Percent;
import tidings.gateway.net.Queries;
import tidings.gateway.net.Request;
import tidings.log.ChannelName;
import tidings.log.Message;
import tidings.log.NameLimits;

/// What headers, path and query of `/c` say is read, or refused as a client's mistake. A channel's
/// name is UTF-8 that comes back as the same name.
public final class HttpValuesFuzz {
    private static final Identity ANONYMOUS = Identity
            .of(new Users(NewChannelLimits.DEFAULT, () -> 0).hold(""), "s", null);

    private HttpValuesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", 4);
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        try {
            headers.add("tidings-tags", line(lines, 0)).add("last-event-id", line(lines, 1));
        } catch (IllegalArgumentException e) {
            return; // the decoder of requests refuses it
        }
        name(line(lines, 3));
        try {
            Request request = new Request("GET", "/c/a", Queries.parse(line(lines, 2)), headers,
                    input, null, true);
            Map<String, String> tags = PublishRequest.tags(request);
            if (tags.size() > Message.TAGS_MAX || tags.containsKey("")) {
                throw new AssertionError("tags " + tags);
            }
            if (EventStream.from(request) instanceof JoinFrom.After(var position)
                    && (position.offset() < 0 || position.epoch().isEmpty())) {
                throw new AssertionError("position " + position);
            }
            PublishRequest.key(ANONYMOUS, line(lines, 0));
            HttpCredentials.parse(line(lines, 0));
        } catch (MalformedException | IllegalArgumentException e) {
            // refused
        }
    }

    private static void name(String encoded) {
        try {
            ChannelName name = ChannelName.of(Percent.decode(encoded), NameLimits.DEFAULT);
            if (!ChannelName.ofStored(name.utf8()).equals(name)) {
                throw new AssertionError("a name became another: " + name);
            }
        } catch (MalformedException | IllegalArgumentException e) {
            // refused
        }
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : "";
    }
}
