// Stock SDKs, made to look alike: what is published and received is a JSON value in both encodings.
import { Centrifuge as Json } from 'centrifuge';
import { Centrifuge as Protobuf } from 'centrifuge/build/protobuf';
import WebSocket from 'ws';
import { randomUUID } from 'node:crypto';

/** As ws, but remembers its sockets, so that a test can break one. */
export function breakable() {
  const sockets = [];
  class Socket extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  return { Socket, breakOff: () => sockets.at(-1)._socket.destroy() };
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

export const ENCODINGS = {
  json: { Client: Json, encode: (value) => value, decode: (value) => value },
  protobuf: {
    Client: Protobuf,
    encode: (value) => utf8.encode(JSON.stringify(value)),
    decode: (bytes) => JSON.parse(text.decode(bytes)),
  },
};

export function client(encoding, server, options = {}) {
  const { Client } = ENCODINGS[encoding];
  return new Client(server.ws, { websocket: WebSocket, minReconnectDelay: 20, maxReconnectDelay: 200, ...options });
}

/** The next event of a name. */
export function next(emitter, event, ms = 10_000) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no '${event}' within ${ms} ms`)), ms);
    emitter.once(event, (context) => {
      clearTimeout(timer);
      done(context);
    });
  });
}

export async function until(condition, what, ms = 15_000) {
  const end = Date.now() + ms;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

export const channelName = () => 'test:' + randomUUID();

/** A subscription that keeps what it got. */
export function collect(encoding, centrifuge, channel, options = {}) {
  const { decode } = ENCODINGS[encoding];
  const subscription = centrifuge.newSubscription(channel, options);
  const got = [];
  const events = [];
  subscription.on('publication', (context) => {
    got.push({ offset: context.offset, value: decode(context.data), info: context.info, tags: context.tags });
    events.push('publication');
  });
  subscription.on('subscribed', () => events.push('subscribed'));
  subscription.on('join', (context) => events.push('join ' + context.info.client));
  subscription.on('leave', (context) => events.push('leave ' + context.info.client));
  return { subscription, got, events };
}
