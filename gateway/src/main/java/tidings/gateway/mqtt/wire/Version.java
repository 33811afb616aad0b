package tidings.gateway.mqtt.wire;

/// What a connection speaks, by the level its CONNECT names (§3.1.2.2 of both specifications).
public enum Version {
    V3_1_1(4), V5(5);

    private final int level;

    Version(int level) {
        this.level = level;
    }

    public int level() {
        return level;
    }
}
