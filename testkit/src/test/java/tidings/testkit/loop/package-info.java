@org.jspecify.annotations.NullMarked
package tidings.testkit.loop;
