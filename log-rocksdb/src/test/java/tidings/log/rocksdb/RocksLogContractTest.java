package tidings.log.rocksdb;

import tidings.testkit.log.LogEngineContract;
import tidings.testkit.log.LogHarness;

class RocksLogContractTest extends LogEngineContract {
    @Override
    protected LogHarness newHarness() {
        return new RocksLogHarness(RocksLogHarness.newDirectory());
    }
}
