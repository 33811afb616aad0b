// Stock npm mqtt against the packaged server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomUUID, randomBytes } from 'node:crypto';
import { Server } from './lib/server.mjs';
import { until } from './lib/clients.mjs';
import { TRANSPORTS, device, textsOf } from './lib/mqtt.mjs';
import { serverFor } from './lib/suite.mjs';

const RULES = `
channels:
  - match: '**'
    message-bytes: 900KiB
`;

for (const transport of Object.keys(TRANSPORTS)) {
  for (const protocolVersion of [4, 5]) {
    describe(`mqtt ${protocolVersion === 5 ? '5.0' : '3.1.1'} over ${transport}`, () => {
      const { server, atEnd } = serverFor(RULES);
      const connect = async (options) => {
        const one = await device(server, { transport, protocolVersion, ...options });
        atEnd(() => one.end(true));
        return one;
      };

      test('QoS 0, 1 and 2 come as they were asked for, each in order', async () => {
        const topic = randomUUID();
        const publisher = await connect();
        for (const granted of [0, 1, 2]) {
          const subscriber = await connect();
          await subscriber.subscribeAsync(topic, { qos: granted });
          for (let n = 0; n < 30; n++) await publisher.publishAsync(topic, `${n % 3} ${n}`, { qos: n % 3 });
          await until(() => subscriber.got.length === 30, 'all 30');
          for (const qos of [0, 1, 2]) {
            const of = subscriber.got.filter((one) => one.text.startsWith(`${qos} `));
            assert.deepEqual(of.map((one) => one.text), Array.from({ length: 10 }, (_, i) => `${qos} ${i * 3 + qos}`));
            assert.ok(of.every((one) => one.qos === Math.min(qos, granted) && !one.retain));
          }
        }
      });

      test('what is retained comes first, until it is cleared', async () => {
        const root = randomUUID();
        const publisher = await connect();
        await publisher.publishAsync(`${root}/a`, 'first', { qos: 1, retain: true });
        await publisher.publishAsync(`${root}/a`, 'second', { qos: 2, retain: true });
        await publisher.publishAsync(`${root}/b`, 'other', { qos: 1, retain: true });
        await publisher.publishAsync(`${root}/b`, '', { qos: 1, retain: true });
        const late = await connect();
        await late.subscribeAsync(`${root}/+`, { qos: 1 });
        await publisher.publishAsync(`${root}/end`, 'end', { qos: 1 });
        await until(() => late.got.length >= 2, 'both');
        assert.deepEqual(late.got.map((one) => [one.text, one.retain]).sort(), [['end', false], ['second', true]]);
      });

      test('a will is published for one that breaks off, not for one that leaves', async () => {
        const root = randomUUID();
        const watcher = await connect();
        await watcher.subscribeAsync(`${root}/#`, { qos: 1 });
        const will = (name) => ({ will: { topic: `${root}/${name}`, payload: name, qos: 1, retain: false }, reconnectPeriod: 0 });
        const leaves = await connect(will('leaves'));
        const breaks = await connect(will('breaks'));
        await leaves.endAsync();
        breaks.stream.destroy();
        await until(() => watcher.got.length === 1, 'the will');
        assert.deepEqual(textsOf(watcher), ['breaks']);
      });

      test('wildcards', async () => {
        const root = randomUUID();
        const publisher = await connect();
        const one = await connect();
        const every = await connect();
        await one.subscribeAsync(`${root}/+/t`, { qos: 1 });
        await every.subscribeAsync(`${root}/#`, { qos: 1 });
        const topics = [root, `${root}/a`, `${root}/a/t`, `${root}//t`, `${root}/a/b/t`];
        for (const topic of topics) await publisher.publishAsync(topic, topic, { qos: 1 });
        await until(() => every.got.length === topics.length && one.got.length === 2, 'all of them');
        assert.deepEqual(textsOf(every).sort(), [...topics].sort());
        assert.deepEqual(textsOf(one).sort(), [`${root}//t`, `${root}/a/t`]);
      });

      test('a shared subscription gives each message to one', async () => {
        const root = randomUUID();
        const sharers = await Promise.all([connect(), connect(), connect()]);
        for (const sharer of sharers) await sharer.subscribeAsync(`$share/g/${root}/#`, { qos: 2 });
        const publisher = await connect();
        const payloads = Array.from({ length: 60 }, (_, i) => `${i}`);
        await Promise.all(payloads.map((payload, i) =>
          publisher.publishAsync(`${root}/${i % 5}`, payload, { qos: i % 3 })));
        const all = () => sharers.flatMap(textsOf);
        await until(() => all().length >= payloads.length, 'all of them');
        assert.deepEqual(all().sort(), [...payloads].sort());
        assert.ok(sharers.every((sharer) => sharer.got.length > 0));
      });

      test('800 KB come whole', async () => {
        const topic = randomUUID();
        const payload = randomBytes(800_000);
        const publisher = await connect();
        const subscriber = await connect();
        let whole = 0;
        subscriber.on('message', (_, got) => { whole += got.equals(payload) ? 1 : 0; });
        await subscriber.subscribeAsync(topic, { qos: 2 });
        for (const qos of [0, 1, 2]) await publisher.publishAsync(topic, payload, { qos });
        await until(() => whole === 3, 'all three');
      });

      test('a session, and a connection that comes back by itself, over kill -9', async () => {
        const topic = randomUUID();
        const own = await Server.start();
        const mine = [];
        const options = { transport, protocolVersion, clean: false, properties: protocolVersion === 5 ? { sessionExpiryInterval: 3_600 } : undefined };
        try {
          const stays = await device(own, { ...options, clientId: 'stays' });
          const goes = await device(own, { ...options, clientId: 'goes' });
          const publisher = await device(own, { ...options, clientId: 'publisher' });
          mine.push(stays, goes, publisher);
          for (const one of [stays, goes]) await one.subscribeAsync(`${topic}/#`, { qos: 2 });
          await goes.endAsync();
          const sent = [];
          let busy = true;
          const publishing = (async () => {
            for (let n = 0; busy; n++) {
              sent.push(`m${n}`);
              await publisher.publishAsync(topic, `m${n}`, { qos: 2 });
            }
          })();
          for (let kill = 0; kill < 2; kill++) {
            const seen = sent.length;
            await until(() => sent.length > seen + 50, 'traffic');
            await own.kill();
            await own.boot();
          }
          busy = false;
          await publishing;
          await until(() => stays.got.length >= sent.length, 'everything');
          assert.deepEqual(textsOf(stays), sent);
          assert.ok(stays.connacks.slice(1).every((connack) => connack.sessionPresent));
          const back = await device(own, { ...options, clientId: 'goes' });
          mine.push(back);
          assert.equal(back.connacks[0].sessionPresent, true);
          await until(() => back.got.length >= sent.length, 'what it missed');
          assert.deepEqual(textsOf(back), sent);
        } finally {
          mine.forEach((one) => one.end(true));
          await own.stop();
        }
      });

      if (protocolVersion === 5) {
        test('user properties, content type, correlation and response topic are passed on', async () => {
          const topic = randomUUID();
          const publisher = await connect();
          const subscriber = await connect();
          await subscriber.subscribeAsync(topic, { qos: 1 });
          const properties = {
            contentType: 'text/plain', responseTopic: 'answers', correlationData: Buffer.from([1, 0, 255]),
            userProperties: { unit: '°C', list: ['a', 'b'] },
          };
          await publisher.publishAsync(topic, '21', { qos: 1, properties });
          await until(() => subscriber.got.length === 1, 'it');
          const { contentType, responseTopic, correlationData, userProperties } = subscriber.got[0].properties;
          assert.deepEqual({ contentType, responseTopic, correlationData, userProperties: { ...userProperties } }, properties);
        });
      }
    });
  }
}
