package tidings.gateway.net;

/// Makes queries for tests of other packages.
public final class Queries {
    private Queries() {}

    public static Query parse(String raw) throws MalformedException {
        return Query.parse(raw);
    }
}
