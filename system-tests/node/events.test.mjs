// A stock EventSource against the packaged server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventSource } from 'eventsource';
import { Server, sleep } from './lib/server.mjs';
import { until } from './lib/clients.mjs';

test('12 EventSource: kill -9 in the middle of traffic, no gap, no double, same epoch', async () => {
  const server = await Server.start();
  const url = `${server.url}/c/events`;
  const sources = Array.from({ length: 3 }, () => new EventSource(url));
  try {
    const got = sources.map((source) => {
      const list = [];
      source.onmessage = (event) => list.push({ id: event.lastEventId, text: event.data });
      return list;
    });
    await Promise.all(sources.map((source) => new Promise((done) => { source.onopen = done; })));
    const acked = [];
    let busy = true;
    const publishing = (async () => {
      for (let n = 0; busy; n++) {
        for (;;) {
          try {
            const answer = await fetch(url, { method: 'POST', body: `m${n}`, headers: { 'Content-Type': 'text/plain', 'Idempotency-Key': `k${n}` } });
            if (answer.ok) {
              acked.push({ ...await answer.json(), text: `m${n}` });
              break;
            }
          } catch { /* the server is gone; the same again */ }
          await sleep(10);
        }
      }
    })();
    for (let kill = 0; kill < 3; kill++) {
      const seen = acked.length;
      await until(() => acked.length > seen + 100, 'traffic');
      await server.kill();
      await server.boot();
    }
    busy = false;
    await publishing;
    await until(() => got.every((list) => list.length >= acked.length), 'everyone at the head', 30_000);
    assert.equal(new Set(acked.map((one) => one.epoch)).size, 1);
    for (const list of got) {
      assert.deepEqual(list, acked.map((one) => ({ id: `${one.epoch}:${one.offset}`, text: one.text })));
    }
    acked.forEach((one, at) => assert.equal(one.offset, at + 1));
  } finally {
    sources.forEach((source) => source.close());
    await server.stop();
  }
});
