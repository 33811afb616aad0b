// Stock npm centrifuge with tokens against the packaged server; numbers are rows of our conformance
// table (docs/compatibility.md).
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { ENCODINGS, breakable, channelName, collect, next, until } from './lib/clients.mjs';
import { clientsFor } from './lib/suite.mjs';

const CONFIG = `
identity:
  anonymous: false
  tokens: {hmac-secret: secret}
channels:
  - match: 'closed:**'
    allow: {subscribe: nobody, publish: nobody}
  - match: '**'
limits: {centrifuge: {expiry-grace: 1s}}
`;

const base64 = (text) => Buffer.from(text).toString('base64url');

/** A token as a back end makes it. */
function token(claims, secret = 'secret') {
  const signed = base64('{"alg":"HS256","typ":"JWT"}') + '.' + base64(JSON.stringify(claims));
  return signed + '.' + createHmac('sha256', secret).update(signed).digest('base64url');
}

const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

for (const encoding of ['json', 'protobuf']) {
  const { encode } = ENCODINGS[encoding];

  describe(`identity ${encoding}`, () => {
    const { server, connect } = clientsFor(encoding, CONFIG);

    test('15 tokens: an expired one is exchanged, a bad one ends it', async () => {
      let fetched = 0;
      const one = connect({
        token: token({ sub: 'alice', exp: inSeconds(-60) }),
        getToken: async () => {
          fetched++;
          return token({ sub: 'alice', exp: inSeconds(60) });
        },
      });
      const channel = channelName();
      const { subscription } = collect(encoding, one, channel);
      subscription.subscribe();
      one.connect();
      await next(one, 'connected');
      await subscription.ready(10_000);
      assert.equal(fetched, 1);

      const bad = connect({ token: token({ sub: 'alice' }, 'another secret') });
      bad.connect();
      assert.equal((await next(bad, 'disconnected')).code, 3500);
      const none = connect();
      none.connect();
      assert.equal((await next(none, 'disconnected')).code, 3507);
    });

    test('15 tokens: renewed before they run out, the connection stays', async () => {
      let fetched = 0;
      const one = connect({
        getToken: async () => {
          fetched++;
          return token({ sub: 'alice', exp: inSeconds(2) });
        },
      });
      const ends = [];
      one.on('connecting', (context) => ends.push(context.code));
      one.connect();
      await next(one, 'connected');
      await until(() => fetched >= 4, 'renewed three times', 20_000);
      assert.equal(one.state, 'connected');
      assert.deepEqual(ends, [0]);
    });

    test('15 tokens: who does not renew is cut after the grace, and comes back', async () => {
      let fetched = 0;
      const one = connect({
        getToken: async () => {
          fetched++;
          if (fetched === 2) await new Promise((done) => setTimeout(done, 5_000));
          return token({ sub: 'alice', exp: inSeconds(fetched === 1 ? 1 : 60) });
        },
      });
      const ends = [];
      one.on('connecting', (context) => ends.push(context.code));
      one.connect();
      await until(() => ends.includes(3005), 'cut', 15_000);
      await until(() => one.state === 'connected', 'back', 20_000);
    });

    test('15 subscription tokens: open a closed channel, are renewed, and fit no other', async () => {
      const one = connect({ token: token({ sub: 'alice' }) });
      one.connect();
      await one.ready(10_000);
      const channel = 'closed:' + channelName();
      let fetched = 0;
      const { subscription, got } = collect(encoding, one, channel, {
        getToken: async () => {
          fetched++;
          return token({ sub: 'alice', channel, exp: inSeconds(2) });
        },
      });
      subscription.subscribe();
      await subscription.ready(10_000);
      await server.api('publish', { channel, data: { n: 1 } });
      await until(() => fetched >= 3 && got.length === 1, 'renewed twice', 20_000);
      assert.equal(subscription.state, 'subscribed');

      const without = one.newSubscription('closed:' + channelName());
      without.subscribe();
      assert.equal((await next(without, 'unsubscribed')).code, 103);

      const wrong = one.newSubscription('closed:' + channelName(), { getToken: async () => token({ sub: 'alice', channel }) });
      wrong.subscribe();
      assert.equal((await next(one, 'disconnected')).code, 3500);
    });

    test('16 server-side subscriptions: from the token, and nothing is missed by a broken connection', async () => {
      const channel = channelName();
      const { Socket, breakOff } = breakable();
      const one = connect({ websocket: Socket, token: token({ sub: 'alice', channels: [channel] }) });
      const got = [];
      one.on('publication', (context) => got.push(context.offset));
      one.connect();
      const subscribed = await next(one, 'subscribed');
      assert.equal(subscribed.channel, channel);
      await one.publish(channel, encode({ n: 1 }));
      await until(() => got.length === 1, 'the first');
      const back = next(one, 'connecting');
      breakOff();
      await back;
      await server.api('publish', { channel, data: { n: 2 } });
      await server.api('publish', { channel, data: { n: 3 } });
      await until(() => got.length >= 3, 'all');
      assert.deepEqual(got, [1, 2, 3]);
    });

    test('4 who publishes is told', async () => {
      const channel = channelName();
      const one = connect({ token: token({ sub: 'alice', info: { name: 'Alice' } }) });
      const { subscription, got } = collect(encoding, one, channel);
      subscription.subscribe();
      one.connect();
      await subscription.ready(10_000);
      const seen = next(subscription, 'publication');
      await subscription.publish(encode({ n: 1 }));
      const { info } = await seen;
      assert.equal(info.user, 'alice');
      const about = encoding === 'json' ? info.connInfo : JSON.parse(new TextDecoder().decode(info.connInfo));
      assert.deepEqual(about, { name: 'Alice' });
      const { clients: members } = await subscription.presence();
      assert.equal(Object.values(members)[0].user, 'alice');
      await until(() => got.length === 1, 'the publication');
    });
  });
}
