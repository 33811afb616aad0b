package tidings.log.rocksdb;

import tidings.testkit.fuzz.FuzzTest;

class LogFuzzTest extends FuzzTest {
    LogFuzzTest() {
        super(StoredValuesFuzz.class, DirectoryFilesFuzz.class);
    }
}
