package tidings.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// A run in which the generator was the limit is refused.
class ValidityTest {
    private static final Watch NOBODY = new Watch(0, -1);
    private static final Watch ME = new Watch(ProcessHandle.current().pid(), -1);

    private static Use use(double server, double own, double stolen) {
        return new Use(1, server, own, 0, stolen, 0, 0, 0, 0, 0);
    }

    private static Histogram late(long nanos) {
        Histogram late = Histograms.create();
        Histograms.record(late, nanos);
        return late;
    }

    @Test
    void openLoopNeedsAGeneratorWithTimeToSpare() {
        assertThat(Validity.openLoop(use(0.5, 0.89, 0), late(1_000))).isEmpty();
        assertThat(Validity.openLoop(use(0.5, 0.91, 0), late(1_000)))
                .singleElement().asString().contains("generator used 91 %");
    }

    @Test
    void openLoopNeedsAGeneratorThatKeepsItsSchedule() {
        assertThat(Validity.openLoop(use(0.5, 0.1, 0), late(6_000_000)))
                .singleElement().asString().contains("behind its schedule");
    }

    @Test
    void closedLoopNeedsAServerThatUsesItsCores() throws Exception {
        double cores = ME.serverCores();
        assertThat(Validity.closedLoop(use(cores, 0.99, 0), ME)).isEmpty();
        assertThat(Validity.closedLoop(use(cores * 0.5, 0.5, 0), ME)).isEmpty();
        assertThat(Validity.closedLoop(use(cores * 0.5, 0.99, 0), ME))
                .singleElement().asString().contains("server 50 %");
        assertThat(Validity.closedLoop(use(0, 0.99, 0), NOBODY))
                .singleElement().asString().contains("--pid");
    }

    @Test
    void aMachineThatIsTakenAwayMeasuresNothing() {
        assertThat(Validity.openLoop(use(0.5, 0.1, 0.2), late(0)))
                .singleElement().asString().contains("hypervisor");
    }
}
