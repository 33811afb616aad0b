package tidings.cli;

import picocli.CommandLine.IVersionProvider;

/// Which version this is, out of the jar's manifest.
public final class Version implements IVersionProvider {
    private static final String UNKNOWN = "dev";

    Version() {}

    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNKNOWN : version;
    }

    @Override
    public String[] getVersion() {
        return new String[]{"tidings " + number()};
    }
}
