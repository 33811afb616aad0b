/// What every gateway needs to know about payloads: what kind they are
/// ([tidings.gateway.payload.PayloadClassifier]), and JSON as bytes, read strictly
/// ([tidings.gateway.payload.JsonScanner]) and written without garbage
/// ([tidings.gateway.payload.JsonOut]).
@NullMarked
package tidings.gateway.payload;

import org.jspecify.annotations.NullMarked;
