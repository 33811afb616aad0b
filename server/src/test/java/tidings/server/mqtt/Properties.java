package tidings.server.mqtt;

import java.util.List;

/// The properties of a packet from the server, in their order.
record Properties(List<Property> all) {
    static final Properties NONE = new Properties(List.of());

    /// @param value a [Long], a [String], [Bytes] or a [Pair]
    record Property(int id, Object value) {}

    record Pair(String name, String value) {}

    /// Binary data, in hexadecimal digits.
    record Bytes(String hex) {}

    boolean has(int id) {
        return all.stream().anyMatch(each -> each.id == id);
    }

    /// @return -1 if there is none
    long number(int id) {
        return all.stream().filter(each -> each.id == id).mapToLong(each -> (long) each.value)
                .findFirst().orElse(-1);
    }

    /// @return an empty string if there is none
    String text(int id) {
        return all.stream().filter(each -> each.id == id).map(each -> (String) each.value)
                .findFirst().orElse("");
    }

    List<Object> values(int id) {
        return all.stream().filter(each -> each.id == id).map(Property::value).toList();
    }
}
