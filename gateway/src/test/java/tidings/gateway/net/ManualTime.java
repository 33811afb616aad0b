package tidings.gateway.net;

import tidings.log.TimeSource;

/// A clock that a test steps.
final class ManualTime implements TimeSource {
    long ns;

    @Override
    public long wallMs() {
        return ns / 1_000_000;
    }

    @Override
    public long monotonicNs() {
        return ns;
    }
}
