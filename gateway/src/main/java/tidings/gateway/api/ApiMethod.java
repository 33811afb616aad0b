package tidings.gateway.api;

import java.util.function.Consumer;
import tidings.core.LoopServices;

/// One method of the API.
interface ApiMethod {
    /// What a call works with.
    record Call(ApiRequest request, LoopServices services, ApiSettings settings) {}

    /// @param reply called once, on any thread
    void call(Call call, Consumer<ApiReply> reply) throws ApiException;
}
