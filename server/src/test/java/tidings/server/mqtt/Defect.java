package tidings.server.mqtt;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The defects of other servers that a test makes sure are not ours, by their numbers in
/// [KnownDefects].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Defect {
    int[] value();
}
