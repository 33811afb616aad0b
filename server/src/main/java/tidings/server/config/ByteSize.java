package tidings.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// So many bytes, as people write them: `64KiB`, `10GB`, `512`.
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}) ?([kKMGT]i?)?B?");

    private enum Unit {
        NONE("", 1), K("k", 1_000), KI("Ki", 1L << 10), M("M", 1_000_000), MI("Mi", 1L << 20), G(
                "G", 1_000_000_000), GI("Gi", 1L << 30), T("T", 1_000_000_000_000L), TI("Ti",
                        1L << 40);

        final String sign;
        final long bytes;

        Unit(String sign, long bytes) {
            this.sign = sign;
            this.bytes = bytes;
        }

        static Unit of(String sign) {
            for (Unit unit : values()) {
                if (unit.sign.equalsIgnoreCase(sign)) {
                    return unit;
                }
            }
            throw new IllegalArgumentException("no unit " + sign);
        }
    }

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size can't be negative");
        }
    }

    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a size: write a number and a unit, as 64KiB, 16MiB or 10GiB");
        }
        Unit unit = Unit.of(form.group(2) == null ? "" : form.group(2));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit.bytes));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is more than can be counted", e);
        }
    }

    /// In the largest binary unit that gives a whole number.
    @Override
    public String toString() {
        Unit[] binary = {Unit.TI, Unit.GI, Unit.MI, Unit.KI};
        for (Unit unit : binary) {
            if (bytes > 0 && bytes % unit.bytes == 0) {
                return bytes / unit.bytes + unit.sign + "B";
            }
        }
        return bytes + "B";
    }
}
