// One namespace: npm mqtt, npm centrifuge and plain HTTP on the same channels.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { client, collect, until } from './lib/clients.mjs';
import { device, textsOf } from './lib/mqtt.mjs';
import { serverFor } from './lib/suite.mjs';

const RULES = `
channels:
  - match: 'latest/**'
    recovery: cache
  - match: 'unseen/**'
    presence: false
  - match: '$SYS/**'
    log: none
  - match: '**'
`;

describe('one namespace', () => {
  const { server, atEnd } = serverFor(RULES);
  const mqtt = async (options) => {
    const one = await device(server, options);
    atEnd(() => one.end(true));
    return one;
  };
  const centrifuge = async (encoding, channel, options) => {
    const one = client(encoding, server);
    atEnd(() => one.disconnect());
    const collected = collect(encoding, one, channel, options);
    collected.subscription.subscribe();
    one.connect();
    await collected.subscription.ready(10_000);
    return { ...collected, connection: one };
  };
  const path = (channel, query = '') => `${server.url}/c?channel=${encodeURIComponent(channel)}${query}`;
  const history = async (channel) => (await (await fetch(path(channel))).json());
  const post = async (channel, body, headers = {}) => {
    const answer = await fetch(path(channel), { method: 'POST', body, headers: { 'Content-Type': 'text/plain', ...headers } });
    assert.equal(answer.status, 200);
    return answer.json();
  };

  test('what MQTT publishes is in history by every door, with its position', async () => {
    const channel = `rooms/${randomUUID()}`;
    const live = await centrifuge('json', channel);
    const publisher = await mqtt();
    for (const n of [1, 2, 3]) {
      await publisher.publishAsync(channel, JSON.stringify({ n }), { qos: n - 1 });
    }
    await until(() => live.got.length === 3, 'three publications');
    assert.deepEqual(live.got.map((one) => [one.offset, one.value]), [[1, { n: 1 }], [2, { n: 2 }], [3, { n: 3 }]]);
    const byHttp = await history(channel);
    assert.deepEqual(byHttp.entries.map((one) => [one.offset, one.data]), [[1, { n: 1 }], [2, { n: 2 }], [3, { n: 3 }]]);
    const bySdk = await live.subscription.history({ limit: 10 });
    assert.deepEqual(bySdk.publications.map((one) => one.offset), [1, 2, 3]);
    assert.equal(bySdk.epoch, byHttp.epoch);
    assert.equal(bySdk.offset, 3);
  });

  test('what others publish comes over MQTT, in the channel\'s order', async () => {
    const channel = `rooms/${randomUUID()}`;
    const subscriber = await mqtt();
    // With QoS 2 npm mqtt shows a message only when it is released, after later ones of QoS 1.
    await subscriber.subscribeAsync(`${channel}/#`, { qos: 1 });
    const live = await centrifuge('json', channel);
    const publisher = await mqtt();
    await live.subscription.publish('by the SDK');
    await post(channel, 'by HTTP');
    await publisher.publishAsync(channel, 'by MQTT', { qos: 2 });
    await server.api('publish', { channel, data: 'by the API' });
    await until(() => subscriber.got.length === 4 && live.got.length === 4, 'all four, twice');
    assert.deepEqual(textsOf(subscriber), ['"by the SDK"', 'by HTTP', 'by MQTT', '"by the API"']);
    assert.deepEqual(live.got.map((one) => [one.offset, one.value]),
      [[1, 'by the SDK'], [2, 'by HTTP'], [3, 'by MQTT'], [4, 'by the API']]);
  });

  test('what others publish is not lost to a session that is away', async () => {
    const channel = `rooms/${randomUUID()}`;
    const options = { clientId: randomUUID(), clean: false, properties: { sessionExpiryInterval: 600 } };
    const before = await mqtt(options);
    await before.subscribeAsync(channel, { qos: 1 });
    await before.endAsync();
    await post(channel, 'by HTTP');
    await server.api('publish', { channel, data: 'by the API' });
    const back = await mqtt(options);
    await until(() => back.got.length === 2, 'both');
    assert.deepEqual(textsOf(back), ['by HTTP', '"by the API"']);
  });

  for (const encoding of ['json', 'protobuf']) {
    test(`a retained value is what a cache subscription begins with (${encoding})`, async () => {
      const channel = `latest/${randomUUID()}`;
      const publisher = await mqtt();
      for (const n of [1, 2, 3]) {
        await publisher.publishAsync(channel, JSON.stringify({ n }), { qos: 1, retain: true });
      }
      const cached = await centrifuge(encoding, channel, { since: { offset: 0, epoch: '' } });
      await until(() => cached.got.length > 0, 'the value');
      assert.deepEqual(cached.got.map((one) => [one.offset, one.value]), [[3, { n: 3 }]]);
      await publisher.publishAsync(channel, JSON.stringify({ n: 4 }), { qos: 1, retain: true });
      await until(() => cached.got.length === 2, 'the next');
      assert.deepEqual(cached.got[1].value, { n: 4 });
    });
  }

  const latest = async (channel, since = { offset: 0, epoch: '' }) => {
    const cached = await centrifuge('json', channel, { since });
    // What came with the subscription is there; the marker is what comes live.
    const marker = randomUUID();
    await post(channel, JSON.stringify(marker), { 'Content-Type': 'application/json' });
    await until(() => cached.got.at(-1)?.value === marker, 'the marker');
    return cached.got.slice(0, -1).map((one) => one.value);
  };

  test('a retained value is what a cache subscription begins with, not a later message that is not retained', async () => {
    const channel = `latest/${randomUUID()}`;
    const publisher = await mqtt();
    await publisher.publishAsync(channel, JSON.stringify('the state'), { qos: 1, retain: true });
    await publisher.publishAsync(channel, JSON.stringify('an event'), { qos: 1 });
    assert.deepEqual(await latest(channel), ['the state']);
  });

  test('after a retained value was cleared a cache subscription begins with nothing', async () => {
    const channel = `latest/${randomUUID()}`;
    const publisher = await mqtt();
    await publisher.publishAsync(channel, JSON.stringify('the state'), { qos: 1, retain: true });
    await publisher.publishAsync(channel, '', { qos: 1, retain: true });
    assert.deepEqual(await latest(channel), []);
  });

  test('a retained value that has expired is not what a cache subscription begins with', async () => {
    const channel = `latest/${randomUUID()}`;
    const publisher = await mqtt();
    await publisher.publishAsync(channel, JSON.stringify('the state'), {
      qos: 1, retain: true, properties: { messageExpiryInterval: 1 },
    });
    await publisher.publishAsync(channel, JSON.stringify('an event'), { qos: 1 });
    assert.deepEqual(await latest(channel), ['the state']);
    await until(async () => (await latest(channel)).length === 0, 'that it has expired');
  });

  test('a cache channel that nothing was ever retained in begins with its last entry', async () => {
    const channel = `latest/${randomUUID()}`;
    await post(channel, '"first"', { 'Content-Type': 'application/json' });
    const publisher = await mqtt();
    await publisher.publishAsync(channel, JSON.stringify('second'), { qos: 1 });
    assert.deepEqual(await latest(channel), ['second']);
  });

  test('who has the retained value is not given it again', async () => {
    const channel = `latest/${randomUUID()}`;
    const publisher = await mqtt();
    await publisher.publishAsync(channel, JSON.stringify('the state'), { qos: 1, retain: true });
    await publisher.publishAsync(channel, JSON.stringify('an event'), { qos: 1 });
    const { epoch } = await history(channel);
    assert.deepEqual(await latest(channel, { offset: 1, epoch }), []);
    await publisher.publishAsync(channel, JSON.stringify('the next state'), { qos: 1, retain: true });
    assert.deepEqual(await latest(channel, { offset: 1, epoch }), ['the next state']);
  });

  test('after kill -9 a cache subscription begins with what was retained, or with nothing', async () => {
    const [set, cleared, never] = ['set', 'cleared', 'never'].map((name) => `latest/${name}/${randomUUID()}`);
    const publisher = await mqtt();
    for (const channel of [set, cleared]) {
      await publisher.publishAsync(channel, JSON.stringify('the state'), { qos: 1, retain: true });
    }
    await publisher.publishAsync(set, JSON.stringify('an event'), { qos: 1 });
    await publisher.publishAsync(cleared, '', { qos: 1, retain: true });
    await publisher.publishAsync(never, JSON.stringify('an event'), { qos: 1 });
    await server.kill();
    await server.boot();
    assert.deepEqual(await latest(set), ['the state']);
    assert.deepEqual(await latest(cleared), []);
    assert.deepEqual(await latest(never), ['an event']);
  });

  test('user properties are tags and content types are kept, from MQTT', async () => {
    const channel = `rooms/${randomUUID()}`;
    const live = await centrifuge('json', channel);
    const publisher = await mqtt();
    await publisher.publishAsync(channel, '21', {
      qos: 1, properties: { contentType: 'text/plain', userProperties: { unit: '°C', place: 'roof' } },
    });
    await until(() => live.got.length === 1, 'it');
    assert.deepEqual(live.got[0].tags, { unit: '°C', place: 'roof' });
    const [entry] = (await history(channel)).entries;
    assert.deepEqual(entry.tags, { unit: '°C', place: 'roof' });
    assert.equal(entry.type, 'text/plain');
    assert.equal(entry.text, '21');
  });

  test('tags are user properties and content types are kept, to MQTT', async () => {
    const channel = `rooms/${randomUUID()}`;
    const subscriber = await mqtt();
    await subscriber.subscribeAsync(channel, { qos: 1 });
    await post(channel, '<p>21</p>', { 'Content-Type': 'text/html', 'Tidings-Tags': 'unit=C' });
    await server.api('publish', { channel, data: 21, tags: { unit: 'F' } });
    await until(() => subscriber.got.length === 2, 'both');
    assert.deepEqual(subscriber.got.map((one) => ({ ...one.properties.userProperties })), [{ unit: 'C' }, { unit: 'F' }]);
    assert.equal(subscriber.got[0].properties.contentType, 'text/html');
    assert.equal(subscriber.got[0].text, '<p>21</p>');
    assert.equal(subscriber.got[1].text, '21');
  });

  test('bytes from MQTT disconnect nobody', async () => {
    const channel = `rooms/${randomUUID()}`;
    const live = await centrifuge('json', channel);
    const publisher = await mqtt();
    await publisher.publishAsync(channel, Buffer.from([0, 255, 128]), { qos: 1, properties: { contentType: 'application/x-frame' } });
    await until(() => live.got.length === 1, 'it');
    assert.deepEqual(live.got[0].value, { base64: 'AP+A', type: 'application/x-frame' });
  });

  test('who publishes over MQTT hears whether anybody is subscribed, by whichever door', async () => {
    const channel = `rooms/${randomUUID()}`;
    const publisher = await mqtt();
    let puback;
    publisher.on('packetreceive', (packet) => { puback = packet.cmd === 'puback' ? packet : puback; });
    const reason = async () => {
      await publisher.publishAsync(channel, '1', { qos: 1 });
      return puback.reasonCode ?? 0;
    };
    assert.equal(await reason(), 0x10);
    const live = await centrifuge('json', channel);
    assert.equal(await reason(), 0);
    live.subscription.unsubscribe();
    await until(async () => await reason() === 0x10, 'that nobody is');
    assert.ok((await history(channel)).entries.length >= 3);
  });

  test('what the server says of itself comes by other doors, too', async () => {
    const live = await centrifuge('json', '$SYS/broker/uptime');
    await until(() => live.got.length > 0, 'the next interval');
    assert.match(live.got[0].value, /^[0-9]+ seconds$/);
  });

  const present = async (watcher) => Object.keys((await watcher.subscription.presence()).clients).sort();

  test('who names a channel over MQTT is a member of it, and seen to come and go', async () => {
    const channel = `rooms/${randomUUID()}`;
    const watcher = await centrifuge('json', channel, { joinLeave: true });
    const [self] = await present(watcher);
    const came = () => watcher.events.filter((event) => !event.includes(self) && !event.startsWith('subscribed'));
    const clientId = randomUUID();
    const lamp = await mqtt({ clientId });
    await lamp.subscribeAsync(channel, { qos: 1 });
    await until(() => came().length === 1, 'its coming');
    assert.deepEqual(await present(watcher), [clientId, self].sort());
    assert.equal((await watcher.subscription.presenceStats()).numClients, 2);
    await lamp.subscribeAsync(channel, { qos: 2 }); // it is a member already
    await lamp.unsubscribeAsync(channel);
    await until(() => came().length === 2, 'its going');
    assert.deepEqual(await present(watcher), [self]);
    await lamp.subscribeAsync([channel, `${channel}/other`], { qos: 0 });
    await until(() => came().length === 3, 'its coming again');
    lamp.end(true);
    await until(() => came().length === 4, 'its leaving');
    assert.deepEqual(came(), ['join', 'leave', 'join', 'leave'].map((what) => `${what} ${clientId}`));
    assert.deepEqual(await present(watcher), [self]);
  });

  test('a connection that is taken over, breaks, or comes back to its session is seen so', async () => {
    const channel = `rooms/${randomUUID()}`;
    const watcher = await centrifuge('json', channel, { joinLeave: true });
    const clientId = randomUUID();
    const of = () => watcher.events.filter((event) => event.endsWith(clientId)).map((event) => event.split(' ')[0]);
    const kept = { clientId, clean: false, reconnectPeriod: 0, properties: { sessionExpiryInterval: 600 } };
    const first = await mqtt(kept);
    await first.subscribeAsync(channel, { qos: 1 });
    const second = await mqtt(kept); // takes over, and has the filter
    await until(() => of().length === 3, 'the take-over');
    assert.deepEqual(of(), ['join', 'leave', 'join']);
    assert.equal((await present(watcher)).length, 2);
    second.stream.destroy();
    await until(() => of().length === 4, 'its leaving');
    assert.equal((await present(watcher)).length, 1);
    await mqtt(kept);
    await until(() => of().length === 5, 'its coming back');
    assert.equal((await present(watcher)).length, 2);
  });

  test('who has a channel by wildcards, shares it, or has it by a rule without presence, is not seen', async () => {
    const channel = `rooms/${randomUUID()}/a`;
    const watcher = await centrifuge('json', channel, { joinLeave: true });
    const lamp = await mqtt();
    const filters = [channel.replace(/a$/, '+'), '#', `$share/g/${channel}`, `unseen/${channel}`];
    await lamp.subscribeAsync(filters, { qos: 0 });
    await watcher.subscription.publish('seen by it');
    await until(() => lamp.got.some((one) => one.topic === channel), 'a message');
    assert.equal((await present(watcher)).length, 1);
    const answer = await server.api('presence', { channel: `unseen/${channel}` });
    assert.equal(answer.error?.code, 108);
  });

  test('after kill -9 members are who has come back', async () => {
    const channel = `rooms/${randomUUID()}`;
    const clientId = randomUUID();
    const lamp = await mqtt({ clientId, clean: false, properties: { sessionExpiryInterval: 600 } });
    await lamp.subscribeAsync(channel, { qos: 1 });
    const gone = await mqtt({ clean: false, reconnectPeriod: 0, properties: { sessionExpiryInterval: 600 } });
    await gone.subscribeAsync(channel, { qos: 1 });
    await server.kill();
    await server.boot();
    const members = async () => Object.keys((await server.api('presence', { channel })).result.presence);
    await until(async () => (await members()).length === 1, 'the one that comes back');
    assert.deepEqual(await members(), [clientId]);
  });

  test('a will is an entry like any other', async () => {
    const channel = `rooms/${randomUUID()}`;
    const live = await centrifuge('json', channel);
    const breaks = await mqtt({ will: { topic: channel, payload: '"gone"', qos: 1, retain: true }, reconnectPeriod: 0 });
    breaks.stream.destroy();
    await until(() => live.got.length === 1, 'the will');
    assert.deepEqual([live.got[0].offset, live.got[0].value], [1, 'gone']);
  });
});
