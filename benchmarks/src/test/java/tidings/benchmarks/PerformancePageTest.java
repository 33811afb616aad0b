package tidings.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tidings.testkit.docs.ReferencePage;

class PerformancePageTest {
    private static String run(String test, String peer, int round, String field, double value,
            String more) {
        return "{\"test\":\"%s\",\"peer\":\"%s\",\"round\":%d,\"%s\":%s%s}".formatted(test, peer,
                round, field, value, more);
    }

    private static final String GOOD = ",\"valid\":true,\"broken\":[],\"invalid\":[]";

    private static Results of(String suite, List<String> runs) {
        String head = """
                {"sitting":"%s","date":"2026-01-02T03:04Z","machine":"M","kernel":"6","jvm":"J",\
                "commit":"c","flags":""}""".formatted(suite);
        return Results.parse(suite,
                Stream.concat(
                        Stream.of(head), runs.stream()).toList());
    }

    private static List<String> starts(double... millis) {
        return IntStream.range(0, millis.length)
                .mapToObj(i -> run("serve", "tidings", i + 1, "ms", millis[i], GOOD)).toList();
    }

    private static String pageOf(Results only) {
        return PerformancePage.write(suite -> suite.equals(only.suite())
                ? only
                : new Results(suite, List.of()));
    }

    @Test
    void thePageSaysWhatTheResultsSay() {
        ReferencePage.verify("../performance.md", PerformancePage.write(Results::read));
    }

    @Test
    void aBudgetIsMetOrMissedByTheMedian() {
        assertThat(pageOf(of("start", starts(900, 950, 990, 5_000, 6_000))))
                .contains("| ready after `./tidings serve` | ≤ 1.00 s | 0.99 s | 5 | met |");
        assertThat(pageOf(of("start", starts(900, 950, 1_010, 5_000, 6_000))))
                .contains("| 1.01 s | 5 | **missed** |");
    }

    /// The machine was twice as slow in the last two rounds, in which one run does not count.
    @Test
    void whatIsComparedWasMeasuredInOneRound() {
        List<String> runs = new ArrayList<>();
        double[] floors = {4, 4, 4, 4, 8, 8};
        double[] ours = {5, 5, 4.4, 4.4, 8.8, 9};
        for (int i = 0; i < floors.length; i++) {
            runs.add(run("1x100", "floor", i + 1, "server_us_per_delivery", floors[i],
                    i == 5 ? ",\"others_cores\":0.2" + GOOD : GOOD));
            runs.add(run("1x100", "epoll", i + 1, "server_us_per_delivery", ours[i], GOOD));
        }
        assertThat(pageOf(of("fanout", runs))).contains("1→100 | ≤ 1.15 × | 1.10 × | 5 | met |");
    }

    @Test
    void whatASyncCostsByItselfStandsBesideTheBudgets() {
        assertThat(pageOf(of("logged", List.of(
                run("1x100", "sync", 1, "server_us_per_publish", 90, GOOD),
                run("1x100", "sync", 2, "server_us_per_publish", 70, GOOD),
                run("1x100", "sync", 3, "server_us_per_publish", 80.5, GOOD)))))
                .contains("199 a second: 80.50 µs of CPU (3 runs)");
    }

    @Test
    void fewerThanFiveRunsDecideNothing() {
        assertThat(pageOf(of("start", starts(1, 2, 3, 4)))).contains("| 4 | too few runs |");
        assertThat(pageOf(of("start", List.of()))).contains("| – | 0 | not measured |");
    }

    @Test
    void runsThatDoNotCountAreShownWithTheReasonAndLeftOut() {
        Results results = of("start", List.of(
                run("serve", "tidings", 1, "ms", 1,
                        ",\"valid\":false,\"broken\":[],\"invalid\":[\"busy\"]"),
                run("serve", "tidings", 2, "ms", 1,
                        ",\"valid\":true,\"broken\":[\"3 lost\"],\"invalid\":[]"),
                run("serve", "tidings", 3, "ms", 1, ",\"others_cores\":0.2" + GOOD),
                run("serve", "tidings", 4, "ms", 77, GOOD)));
        assertThat(results.counted("serve", "tidings")).hasSize(1);
        assertThat(pageOf(results)).contains("invalid: busy", "broken: 3 lost",
                "others used 20 % of the server's core", "| 0.08 s | 1 |");
    }
}
