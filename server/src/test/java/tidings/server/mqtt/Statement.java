package tidings.server.mqtt;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The normative statements that a test checks, without their `MQTT-`: `3.1.0-2` is `[MQTT-3.1.0-2]`.
/// One number may say different things in the two versions.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Statement {
    /// Of MQTT 3.1.1.
    String[] v3() default {};

    /// Of MQTT 5.0.
    String[] v5() default {};
}
