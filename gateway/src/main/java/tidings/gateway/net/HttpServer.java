package tidings.gateway.net;

/// What all connections of one listener share. Immutable.
record HttpServer(Router router, OriginPolicy origins, HttpSettings http, OutboxSettings outbox,
        AddressCounts addresses) {}
