package tidings.gateway.net;

import java.util.List;
import tidings.log.OwnedBy;
import tidings.log.Owner;

/// One request and its answer. On the connection's loop, but for [#respond].
@OwnedBy(Owner.LOOP)
public final class Exchange {
    private static final System.Logger LOGGER = System.getLogger(Exchange.class.getName());

    private final HttpConnection connection;
    private Request request;
    private boolean answered;
    private boolean gone;

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

    /// Goes on with the request on its loop, at once if this is it; not if the peer is gone meanwhile.
    /// What it throws is answered with 500. From any thread.
    public void goOn(Runnable work) {
        if (loop().inLoop()) {
            goOnUnlessGone(work);
        } else {
            loop().execute(() -> {
                try {
                    goOnUnlessGone(work);
                } catch (RuntimeException e) {
                    LOGGER.log(System.Logger.Level.ERROR, "a request failed: " + request, e);
                    if (!answered) {
                        onRespond(Response.text(500, "internal server error"));
                    }
                }
            });
        }
    }

    private void goOnUnlessGone(Runnable work) {
        if (!gone) {
            work.run();
        }
    }

    /// Nobody waits for an answer any more. Whoever was to find one may go on to hold this for a while.
    void onGone() {
        gone = true;
        emptyRequest();
    }

    void emptyRequest() {
        request = request.emptied();
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
