package tidings.core.home;

import java.util.List;

/// How many clients there are whose sessions have a home.
///
/// @param connected now
/// @param away      not now; what they left is kept
public record Clients(int connected, int away) {
    static Clients sum(List<Clients> parts) {
        return new Clients(parts.stream().mapToInt(Clients::connected).sum(),
                parts.stream().mapToInt(Clients::away).sum());
    }
}
