package tidings.gateway.net;

import java.util.List;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One request and its answer. On the connection's loop, but for [#respond].
@OwnedBy(Owner.LOOP)
public final class Exchange {
    private final HttpConnection connection;
    private final Request request;
    private boolean answered;

    Exchange(HttpConnection connection, Request request) {
        this.connection = connection;
        this.request = request;
    }

    public Request request() {
        return request;
    }

    public NettyLoop loop() {
        return connection.loop();
    }

    /// Answers, once. If the peer is gone meanwhile the answer is dropped. From any thread.
    public void respond(Response response) {
        if (loop().inLoop()) {
            onRespond(response);
        } else {
            loop().execute(() -> onRespond(response));
        }
    }

    private void onRespond(Response response) {
        answerOnce();
        connection.respond(this, response);
    }

    /// Begins an answer that goes on until [HttpStream#end]. In the loop only.
    ///
    /// @param headers beside the content type
    public HttpStream stream(String contentType, List<Response.Header> headers,
            StreamListener listener) {
        loop().assertInLoop();
        answerOnce();
        return connection.stream(this, contentType, headers, listener);
    }

    boolean answered() {
        return answered;
    }

    private void answerOnce() {
        if (answered) {
            throw new IllegalStateException("a request is answered once");
        }
        answered = true;
    }
}
