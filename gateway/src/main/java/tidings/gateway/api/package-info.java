/// The server API, `POST /api/<method>`, in the shapes that back-end libraries for the Centrifuge
/// protocol use: JSON in, `{"result":…}` or `{"error":{"code","message"}}` out. One class per
/// method, named after it; [tidings.gateway.api.ApiDoor] checks the key and finds the method.
@NullMarked
package tidings.gateway.api;

import org.jspecify.annotations.NullMarked;
