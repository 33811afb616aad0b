package tidings.log;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a publisher sent. Immutable: the payload array is shared and never changed.
///
/// @param payload the bytes as they came
/// @param kind what they are
/// @param contentType as the publisher declared it; null if it did not
/// @param tags the publisher's own labels, in its order
/// @param sender who published; null where nobody is to be shown (server API)
/// @param attributes what else was said of it
public record Message(byte[] payload, PayloadKind kind, @Nullable String contentType,
        Map<String, String> tags, @Nullable Sender sender, Attributes attributes) {

    /// A message of which nothing else was said.
    public Message(byte[] payload, PayloadKind kind, @Nullable String contentType,
            Map<String, String> tags, @Nullable Sender sender) {
        this(payload, kind, contentType, tags, sender, Attributes.NONE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message(var p, var k, var c, var t, var s, var a)
                && Arrays.equals(p, payload) && k == kind && Objects.equals(c, contentType)
                && t.equals(tags) && Objects.equals(s, sender) && a.equals(attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(payload), kind, contentType, tags, sender,
                attributes);
    }
}
