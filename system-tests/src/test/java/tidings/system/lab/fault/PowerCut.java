package tidings.system.lab.fault;

import java.io.IOException;
import tidings.system.lab.driver.Scene;
import tidings.testkit.disk.LoopMount;

/// The power goes: only what was synced is left.
public record PowerCut(LoopMount disk) implements Fault {
    @Override
    public String name() {
        return "power cut";
    }

    @Override
    public void strike(Scene scene) throws IOException, InterruptedException {
        scene.history().beginBlackout();
        disk.cutPower();
        scene.server().kill();
        scene.history().endBlackout();
        disk.restorePower();
        scene.server().start();
    }
}
