package tidings.system.lab.fault;

import tidings.system.lab.driver.Scene;

/// `kill -9`: what was written is in the system's hands, nothing else is left.
public record Kill() implements Fault {
    @Override
    public String name() {
        return "kill -9";
    }

    @Override
    public void strike(Scene scene) {
        scene.server().kill();
        scene.server().start();
    }
}
