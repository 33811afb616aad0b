package tidings.log;

import java.nio.charset.StandardCharsets;
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
    /// The most tags that anybody but a back end gives a message. Of an MQTT message more user properties
    /// are kept, as they came, for MQTT clients.
    public static final int TAGS_MAX = 32;
    /// What a tag takes in memory beside its characters, roughly.
    private static final int TAG_BYTES = 128;

    /// A message of which nothing else was said.
    public Message(byte[] payload, PayloadKind kind, @Nullable String contentType,
            Map<String, String> tags, @Nullable Sender sender) {
        this(payload, kind, contentType, tags, sender, Attributes.NONE);
    }

    /// What this takes in memory, roughly, beside what any message does: the payload, and what was
    /// said with it. Whatever holds messages up to some bytes (memory, a page, a batch) counts them
    /// with this, and counts something of its own for each.
    ///
    /// @return the payload's bytes if nothing else was said
    public long weight() {
        long weight = payload.length;
        if (!tags.isEmpty()) {
            weight += weightOfTags();
        }
        if (contentType != null) {
            weight += weightOf(contentType);
        }
        if (sender != null && sender.about() != null) {
            weight += sender.about().length;
        }
        if (attributes.properties() != null) {
            weight += attributes.properties().length;
        }
        return weight;
    }

    private long weightOfTags() {
        long weight = 0;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            weight += TAG_BYTES + weightOf(tag.getKey()) + weightOf(tag.getValue());
        }
        return weight;
    }

    /// As if no character were Latin: to find out would cost a look at each.
    private static long weightOf(String text) {
        return 2L * text.length();
    }

    /// What its publisher said beside the payload, in bytes as it was said: of an MQTT message its
    /// properties, from which tags and content type were taken.
    public long attributeBytes() {
        if (attributes.properties() != null) {
            return attributes.properties().length;
        }
        long bytes = contentType == null ? 0 : utf8Bytes(contentType);
        if (!tags.isEmpty()) {
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                bytes += utf8Bytes(tag.getKey()) + utf8Bytes(tag.getValue());
            }
        }
        return bytes;
    }

    private static long utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
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
