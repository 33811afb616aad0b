package tidings.server.config;

/// Which version this is, out of the jar's manifest.
public final class ServerVersion {
    public static final String NUMBER = number();

    private ServerVersion() {}

    private static String number() {
        String version = ServerVersion.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
