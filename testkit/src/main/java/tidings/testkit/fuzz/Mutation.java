package tidings.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A changed input: bytes replaced, cut out, doubled, or put together from two inputs.
final class Mutation {
    private Mutation() {}

    static byte[] of(List<byte[]> corpus, Random random) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(6)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = join(bytes, at, bytes, random.nextInt(bytes.length + 1));
                case 2 -> {
                    byte[] other = corpus.get(random.nextInt(corpus.size()));
                    bytes = join(bytes, at, other, random.nextInt(other.length + 1));
                }
                case 3 -> bytes = join(join(bytes, at, new byte[]{(byte) random.nextInt()}, 0),
                        at + 1, bytes, at);
                default -> {
                    if (at < bytes.length) {
                        bytes[at] = (byte) (random.nextBoolean()
                                ? random.nextInt()
                                : bytes[at] ^ (1 << random.nextInt(8)));
                    }
                }
            }
        }
        return bytes;
    }

    /// The beginning of one and the end of another.
    private static byte[] join(byte[] begin, int to, byte[] end, int from) {
        byte[] joined = Arrays.copyOf(begin, to + end.length - from);
        System.arraycopy(end, from, joined, to, end.length - from);
        return joined;
    }
}
