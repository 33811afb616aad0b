package tidings.server.config;

import tidings.testkit.fuzz.FuzzTest;

class ConfigurationFuzzTest extends FuzzTest {
    ConfigurationFuzzTest() {
        super(ConfigurationFuzz.class);
    }
}
