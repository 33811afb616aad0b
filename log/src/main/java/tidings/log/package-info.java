/// What a log engine promises, and nothing else: [Log] is the contract in prose, the other types
/// are what passes through it. An engine (embedded, later Kafka and RabbitMQ Streams) implements
/// [Log]; core calls it and is called back by [ShardListener]. Imports the JDK and annotations
/// only.
@NullMarked
package tidings.log;

import org.jspecify.annotations.NullMarked;
