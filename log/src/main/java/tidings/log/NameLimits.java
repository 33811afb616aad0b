package tidings.log;

/// How long a channel name may be: in UTF-8 bytes, and in levels (parted by `/`).
public record NameLimits(int bytesMax, int levelsMax) {
    public static final NameLimits DEFAULT = new NameLimits(255, 32);

    public NameLimits {
        if (bytesMax < 1 || bytesMax > 65_535) {
            throw new IllegalArgumentException("name-bytes must be 1 to 65535, not " + bytesMax);
        }
        if (levelsMax < 1) {
            throw new IllegalArgumentException("name-levels must be at least 1, not " + levelsMax);
        }
    }
}
