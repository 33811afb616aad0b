package tidings.gateway.mqtt.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// SUBSCRIBE, §3.8.
///
/// @param subscriptionId 0 if there is none
/// @param filters at least one, in the client's order
public record Subscribe(int packetId, int subscriptionId, List<Filter> filters,
        List<UserProperty> userProperties) implements FromClient {

    public Subscribe {
        filters = List.copyOf(filters);
        userProperties = List.copyOf(userProperties);
    }

    /// @param text the filter as it was sent, well-formed, `$share/name/` included
    public record Filter(String text, SubscriptionOptions options) {

        /// The name of a shared subscription (MQTT 5.0 §4.8.2); null if it is not shared.
        public @Nullable String shareName() {
            return TopicSyntax.isShared(text)
                    ? text.substring(TopicSyntax.SHARE.length(), TopicSyntax.nameEnd(text))
                    : null;
        }

        /// What topics are matched with.
        public String topicFilter() {
            return TopicSyntax.isShared(text)
                    ? text.substring(TopicSyntax.nameEnd(text) + 1)
                    : text;
        }
    }
}
