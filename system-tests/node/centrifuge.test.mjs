// Stock npm centrifuge against the packaged server; numbers are rows of our conformance table
// (docs/compatibility.md).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Server, sleep } from './lib/server.mjs';
import { ENCODINGS, breakable, channelName, client, collect, next, until } from './lib/clients.mjs';
import { clientsFor } from './lib/suite.mjs';

const RULES = `
channels:
  - match: 'small:**'
    log: {entries: 2, age: 1h}
  - match: 'loose:**'
    log: none
  - match: 'bare:**'
    presence: false
    join-leave: off
  - match: '**'
`;

const numbers = (count, from = 0) => Array.from({ length: count }, (_, i) => i + from);

for (const encoding of ['json', 'protobuf']) {
  const { encode, decode } = ENCODINGS[encoding];

  describe(`centrifuge ${encoding}`, () => {
    const { server, clients, connect } = clientsFor(encoding, RULES);

    test('1 connect: ids differ by connection, disconnect is local code 0', async () => {
      const ids = new Set();
      for (let i = 0; i < 3; i++) {
        const one = connect();
        one.connect();
        const connected = await next(one, 'connected');
        assert.match(connected.client, /^[0-9a-f-]{36}$/);
        ids.add(connected.client);
        const gone = next(one, 'disconnected');
        one.disconnect();
        assert.equal((await gone).code, 0);
      }
      assert.equal(ids.size, 3);
    });

    test('2 pipelining: subscriptions made before connect come in one frame', async () => {
      const one = connect();
      const subscriptions = numbers(20).map(() => collect(encoding, one, channelName()).subscription);
      subscriptions.forEach((subscription) => subscription.subscribe());
      one.connect();
      await Promise.all(subscriptions.map((subscription) => subscription.ready(10_000)));
    });

    test('3 subscribe: subscribed comes first, then every publication once, under a busy publisher', async () => {
      const channel = channelName();
      const publisher = connect();
      publisher.connect();
      await publisher.ready();
      let sent = 0;
      let busy = true;
      const publishing = (async () => {
        while (busy) await publisher.publish(channel, encode({ n: sent++ }));
      })();
      for (let i = 0; i < 10; i++) {
        const one = connect();
        const { subscription, got, events } = collect(encoding, one, channel);
        subscription.subscribe();
        one.connect();
        await until(() => got.length > 50, 'publications');
        assert.equal(events[0], 'subscribed');
        got.forEach((publication, at) => assert.equal(publication.value.n, got[0].value.n + at));
        one.disconnect();
      }
      busy = false;
      await publishing;
    });

    test('4 publish: the own publication comes back with who sent it', async () => {
      const channel = channelName();
      const one = connect();
      const { subscription, got } = collect(encoding, one, channel);
      subscription.subscribe();
      one.connect();
      const { client: id } = await next(one, 'connected');
      await subscription.ready();
      await subscription.publish(encode({ text: 'hello ☺' }));
      await until(() => got.length === 1, 'own publication');
      assert.deepEqual(got[0].value, { text: 'hello ☺' });
      assert.equal(got[0].info.client, id);
      assert.equal(got[0].offset, 1);
    });

    test('4 publish: another door\'s text and bytes disconnect nobody', async () => {
      const channel = channelName();
      const one = connect();
      const { subscription } = collect('json', one, channel);
      const raw = [];
      subscription.removeAllListeners('publication');
      subscription.on('publication', (context) => raw.push(context.data));
      subscription.subscribe();
      one.connect();
      await subscription.ready();
      const path = `${server.url}/c?channel=${encodeURIComponent(channel)}`;
      await fetch(path, { method: 'POST', body: 'plain text', headers: { 'Content-Type': 'text/plain' } });
      await fetch(path, { method: 'POST', body: Uint8Array.of(0, 255, 128), headers: { 'Content-Type': 'application/octet-stream' } });
      await until(() => raw.length === 2, 'both publications');
      if (encoding === 'json') {
        assert.deepEqual(raw, ['plain text', { base64: 'AP+A', type: 'application/octet-stream' }]);
      } else {
        assert.deepEqual(raw.map((bytes) => [...bytes]), [[...new TextEncoder().encode('plain text')], [0, 255, 128]]);
      }
      assert.equal(one.state, 'connected');
    });

    test('5 order: 50 by the API, then 10 000 in a burst to 100 subscribers', async () => {
      const channel = channelName();
      const first = collect(encoding, connect(), channel);
      clients.at(-1).connect();
      first.subscription.subscribe();
      await first.subscription.ready();
      for (const n of numbers(50)) {
        const answer = await server.api('publish', { channel, data: { n } });
        assert.equal(answer.result.offset, n + 1);
      }
      await until(() => first.got.length === 50, '50 publications');
      assert.deepEqual(first.got.map((one) => one.value.n), numbers(50));

      const burst = channelName();
      const subscribers = [];
      for (let i = 0; i < 100; i++) {
        const one = connect();
        const collected = collect(encoding, one, burst);
        collected.subscription.subscribe();
        one.connect();
        subscribers.push(collected);
      }
      await Promise.all(subscribers.map((one) => one.subscription.ready(20_000)));
      const publisher = clients.at(-1);
      for (let at = 0; at < 10_000; at += 500) {
        await Promise.all(numbers(500, at).map((n) => publisher.publish(burst, encode({ n }))));
      }
      await until(() => subscribers.every((one) => one.got.length >= 10_000), 'the burst', 60_000);
      for (const one of subscribers) {
        assert.equal(one.got.length, 10_000);
        one.got.forEach((publication, at) => {
          assert.equal(publication.value.n, at);
          assert.equal(publication.offset, at + 1);
        });
      }
      clients.slice(-100).forEach((one) => one.disconnect());
    });

    test('6 rpc: 108 without a handler; tidings.send says where, and once', async () => {
      const channel = channelName();
      const one = connect();
      one.connect();
      await one.ready();
      await assert.rejects(one.rpc('nothing', encode({})), { code: 108 });
      const send = async (data) => decode((await one.rpc('tidings.send', encode({ channel, id: 'm1', data }))).data);
      const first = await send({ n: 1 });
      assert.equal(first.offset, 1);
      assert.equal(first.duplicate, false);
      assert.match(first.epoch, /^.{8}$/);
      assert.deepEqual(await send({ n: 1 }), { ...first, duplicate: true });
      await assert.rejects(send({ n: 2 }), { code: 107 });
      assert.equal((await server.api('history', { channel, limit: 10 })).result.publications.length, 1);
      await assert.rejects(one.rpc('tidings.send', encode({ channel, data: 1 })), { code: 107 });
    });

    test('7 presence: clients and users; 108 where there is none', async () => {
      const channel = channelName();
      const pair = [connect(), connect()];
      for (const one of pair) {
        const { subscription } = collect(encoding, one, channel);
        subscription.subscribe();
        one.connect();
        await subscription.ready();
      }
      const stats = await pair[0].presenceStats(channel);
      assert.deepEqual([stats.numClients, stats.numUsers], [2, 1]);
      assert.equal(Object.keys((await pair[0].presence(channel)).clients).length, 2);
      await assert.rejects(pair[0].presence('bare:' + channel), { code: 108 });
      const { Socket, breakOff } = breakable();
      const third = connect({ websocket: Socket, minReconnectDelay: 60_000, maxReconnectDelay: 60_000 });
      const { subscription } = collect(encoding, third, channel);
      subscription.subscribe();
      third.connect();
      await subscription.ready();
      assert.equal((await pair[0].presenceStats(channel)).numClients, 3);
      breakOff();
      await until(async () => (await pair[0].presenceStats(channel)).numClients === 2, 'presence without the broken one');
    });

    test('8 join and leave: seen by another, after unsubscribe and a dropped connection, never leave first', async () => {
      const channel = channelName();
      const watcher = connect();
      const { subscription, events } = collect(encoding, watcher, channel, { joinLeave: true });
      subscription.subscribe();
      watcher.connect();
      await subscription.ready();
      await until(() => events.includes('join ' + watcher._client), 'its own join');
      const { Socket, breakOff } = breakable();
      const other = connect({ websocket: Socket, minReconnectDelay: 60_000, maxReconnectDelay: 60_000 });
      const mine = collect(encoding, other, channel);
      mine.subscription.subscribe();
      other.connect();
      const { client: id } = await next(other, 'connected');
      await mine.subscription.ready();
      await until(() => events.includes('join ' + id), 'join');
      mine.subscription.unsubscribe();
      await until(() => events.includes('leave ' + id), 'leave');
      mine.subscription.subscribe();
      await until(() => events.filter((one) => one === 'join ' + id).length === 2, 'second join');
      breakOff();
      await until(() => events.filter((one) => one === 'leave ' + id).length === 2, 'leave after the connection broke');
      assert.deepEqual(events.filter((one) => one.endsWith(id)), ['join', 'leave', 'join', 'leave'].map((one) => `${one} ${id}`));
    });

    test('9 history: limits, since, reverse, wrong epoch, off', async () => {
      const channel = channelName();
      const one = connect();
      one.connect();
      await one.ready();
      for (const n of numbers(10, 1)) await one.publish(channel, encode({ n }));
      const values = (history) => history.publications.map((publication) => decode(publication.data).n);
      const top = await one.history(channel, { limit: 0 });
      assert.deepEqual([top.publications.length, top.offset], [0, 10]);
      assert.deepEqual(values(await one.history(channel, { limit: 3 })), [1, 2, 3]);
      assert.deepEqual(values(await one.history(channel, { limit: -1 })), numbers(10, 1));
      assert.deepEqual(values(await one.history(channel, { limit: 3, reverse: true })), [10, 9, 8]);
      const since = { offset: 4, epoch: top.epoch };
      assert.deepEqual(values(await one.history(channel, { limit: 2, since })), [5, 6]);
      assert.deepEqual(values(await one.history(channel, { limit: 2, since, reverse: true })), [3, 2]);
      await assert.rejects(one.history(channel, { limit: 1, since: { offset: 4, epoch: 'other' } }), { code: 112 });
      await assert.rejects(one.history(channel, { limit: 1, since: { offset: 0, epoch: '' }, reverse: true }), { code: 107 });
      await assert.rejects(one.history('loose:' + channel, { limit: 1 }), { code: 108 });
    });

    test('10 recovery: a broken connection and a resubscribe miss nothing', async () => {
      const channel = channelName();
      const { Socket, breakOff } = breakable();
      const one = connect({ websocket: Socket });
      const { subscription, got } = collect(encoding, one, channel);
      subscription.subscribe();
      one.connect();
      await subscription.ready();
      await server.api('publish', { channel, data: { n: 0 } });
      await until(() => got.length === 1, 'the first');
      for (let round = 0; round < 3; round++) {
        const resubscribed = next(subscription, 'subscribed');
        const expected = got.length + 400;
        if (round === 2) {
          subscription.unsubscribe();
        } else {
          breakOff();
        }
        await Promise.all(numbers(400, got.length).map(() => 0));
        for (const n of numbers(400, got.length)) await server.api('publish', { channel, data: { n } });
        if (round === 2) subscription.subscribe();
        const context = await resubscribed;
        if (round < 2) assert.equal(context.wasRecovering, true);
        assert.equal(context.recovered, true);
        await until(() => got.length >= expected, 'everything missed');
        assert.deepEqual(got.map((publication) => publication.value.n), numbers(expected));
      }
    });

    test('11 unrecoverable: more missed than is kept, told plainly, live goes on', async () => {
      const channel = 'small:' + channelName();
      const { Socket, breakOff } = breakable();
      const one = connect({ websocket: Socket, minReconnectDelay: 500, maxReconnectDelay: 500 });
      const { subscription, got } = collect(encoding, one, channel);
      subscription.subscribe();
      one.connect();
      await subscription.ready();
      await server.api('publish', { channel, data: { n: 0 } });
      await until(() => got.length === 1, 'the first');
      const again = next(subscription, 'subscribed');
      breakOff();
      for (const n of numbers(5, 1)) await server.api('publish', { channel, data: { n } });
      const context = await again;
      assert.equal(context.wasRecovering, true);
      assert.equal(context.recovered, false);
      await server.api('publish', { channel, data: { n: 6 } });
      await until(() => got.length === 2, 'live again');
      assert.equal(got[1].value.n, 6);
    });

    test('17 disconnect by the API: 3000 reconnects with a transport close, 3501 ends, reasons arrive', async () => {
      const one = connect();
      one.connect();
      const { client: id } = await next(one, 'connected');
      const connecting = next(one, 'connecting');
      assert.deepEqual(await server.api('disconnect', { user: '', client: id, disconnect: { code: 3000, reason: 'gone' } }), { result: {} });
      assert.equal((await connecting).code, 1);
      const back = await next(one, 'connected');
      const again = next(one, 'connecting');
      await server.api('disconnect', { user: '', client: back.client, disconnect: { code: 4001, reason: 'please come back' } });
      const reason = await again;
      assert.deepEqual([reason.code, reason.reason], [4001, 'please come back']);
      for (const [code, text] of [[3501, 'bad request'], [4500, 'go away']]) {
        const two = connect();
        two.connect();
        const mine = await next(two, 'connected');
        const ended = next(two, 'disconnected');
        await server.api('disconnect', { user: '', client: mine.client, disconnect: { code, reason: text } });
        const context = await ended;
        assert.deepEqual([context.code, context.reason], [code, text]);
      }
    });

    test('18 unsubscribe by the API: 2000 ends the subscription, others go on', async () => {
      const one = connect();
      const first = collect(encoding, one, channelName());
      const second = collect(encoding, one, channelName());
      first.subscription.subscribe();
      second.subscription.subscribe();
      one.connect();
      const { client: id } = await next(one, 'connected');
      await first.subscription.ready();
      await second.subscription.ready();
      const ended = next(first.subscription, 'unsubscribed');
      await server.api('unsubscribe', { user: '', client: id, channel: first.subscription.channel });
      assert.equal((await ended).code, 2000);
      await server.api('publish', { channel: second.subscription.channel, data: { n: 1 } });
      await until(() => second.got.length === 1, 'the other subscription');
      assert.equal(first.got.length, 0);
    });

    test('20 limits: the 129th subscription, a long name', async () => {
      const one = connect();
      one.connect();
      await one.ready();
      const all = numbers(128).map(() => one.newSubscription(channelName()));
      all.forEach((subscription) => subscription.subscribe());
      await Promise.all(all.map((subscription) => subscription.ready(10_000)));
      const more = one.newSubscription(channelName());
      const refused = next(more, 'unsubscribed');
      more.subscribe();
      assert.equal((await refused).code, 106);
      await assert.rejects(one.publish('x'.repeat(256), encode({})), { code: 107 });
      await one.publish('x'.repeat(255), encode({}));
    });

    test('20 limits: a message over 64 KiB closes with 1009, for good', async () => {
      const one = connect();
      one.connect();
      await one.ready();
      const ended = next(one, 'disconnected');
      one.publish(channelName(), encode({ text: 'x'.repeat(65_536) })).catch(() => {});
      assert.equal((await ended).code, 3);
      await sleep(0);
    });
  });

  describe(`centrifuge ${encoding}, with its own server`, () => {
    test('12 restart: kill -9 in the middle of traffic, recovered, no gap, no double, same epoch; wiped: told', async () => {
      const server = await Server.start();
      const all = [];
      try {
        const channel = channelName();
        const publisher = client(encoding, server);
        all.push(publisher);
        publisher.connect();
        await publisher.ready();
        const subscribers = [];
        for (let i = 0; i < 5; i++) {
          const one = client(encoding, server);
          all.push(one);
          const collected = collect(encoding, one, channel);
          collected.contexts = [];
          collected.subscription.on('subscribed', (context) => collected.contexts.push(context));
          collected.subscription.subscribe();
          one.connect();
          await collected.subscription.ready();
          subscribers.push(collected);
        }
        const acked = new Map();
        let busy = true;
        let sent = 0;
        const publishing = (async () => {
          while (busy) {
            const id = `m${sent++}`;
            for (;;) {
              try {
                const answer = decode((await publisher.rpc('tidings.send', encode({ channel, id, data: { id } }))).data);
                acked.set(answer.offset, id);
                break;
              } catch { await sleep(20); }
            }
          }
        })();
        for (let kill = 0; kill < 3; kill++) {
          const seen = acked.size;
          await until(() => acked.size > seen + 200, 'traffic');
          await until(() => subscribers.every((one) => one.contexts.length === kill + 1), 'everyone is back');
          await server.kill();
          await server.boot();
        }
        await until(() => subscribers.every((one) => one.contexts.length === 4), 'everyone is back');
        busy = false;
        await publishing;
        const top = (await server.api('history', { channel, limit: 0 })).result;
        await until(() => subscribers.every((one) => one.got.at(-1).offset === top.offset), 'everyone at the head');
        for (const one of subscribers) {
          one.got.forEach((publication, at) => {
            assert.equal(publication.offset, at + 1);
            if (acked.has(publication.offset)) assert.equal(publication.value.id, acked.get(publication.offset));
          });
          assert.equal(one.contexts.length, 4);
          one.contexts.slice(1).forEach((context) => {
            assert.equal(context.wasRecovering, true);
            assert.equal(context.recovered, true);
            assert.equal(context.streamPosition.epoch, top.epoch);
          });
        }
        assert.equal(acked.size, sent);
        const ids = subscribers[0].got.map((publication) => publication.value.id);
        assert.equal(new Set(ids).size, ids.length);

        await server.kill();
        await server.wipe();
        const told = next(subscribers[0].subscription, 'subscribed', 20_000);
        await server.boot();
        const context = await told;
        assert.equal(context.recovered, false);
        assert.notEqual(context.streamPosition.epoch, top.epoch);
      } finally {
        all.forEach((one) => one.disconnect());
        await server.stop();
      }
    });

    test('24 reconnect storm: everyone recovers over a restart', async () => {
      const count = Number(process.env.TIDINGS_STORM ?? 2000);
      const server = await Server.start();
      const all = [];
      try {
        const channel = channelName();
        const subscribers = [];
        for (let i = 0; i < count; i++) {
          const one = client(encoding, server, { minReconnectDelay: 100, maxReconnectDelay: 2_000, timeout: 20_000 });
          all.push(one);
          const collected = collect(encoding, one, channel);
          collected.subscription.on('subscribed', (context) => { collected.recovered = context.recovered; });
          collected.subscription.subscribe();
          one.connect();
          subscribers.push(collected);
          if (i % 50 === 49) await collected.subscription.ready(20_000);
        }
        await Promise.all(subscribers.map((one) => one.subscription.ready(30_000)));
        for (const n of numbers(5)) await server.api('publish', { channel, data: { n } });
        await until(() => subscribers.every((one) => one.got.length === 5), 'before the restart');
        await server.terminate();
        await server.boot();
        for (const n of numbers(10, 5)) await server.api('publish', { channel, data: { n } });
        await until(() => subscribers.every((one) => one.got.length >= 15), 'everyone caught up', 60_000);
        for (const one of subscribers) {
          assert.deepEqual(one.got.map((publication) => publication.value.n), numbers(15));
          assert.equal(one.recovered, true);
        }
      } finally {
        all.forEach((one) => one.disconnect());
        await server.stop();
      }
    });
  });
}
