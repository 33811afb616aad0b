// Stock npm mqtt, over TCP and WebSocket, with what it got kept in order.
import mqtt from 'mqtt';
import { randomUUID } from 'node:crypto';

export const TRANSPORTS = {
  tcp: (server) => `mqtt://localhost:${server.mqttPort}`,
  websocket: (server) => `ws://localhost:${server.port}/mqtt`,
};

/** A connected client; `got` is what came to it, `connacks` what the server said to each connection. */
export async function device(server, { transport = 'tcp', ...options } = {}) {
  const client = mqtt.connect(TRANSPORTS[transport](server), {
    protocolVersion: 5, clientId: randomUUID(), reconnectPeriod: 50, connectTimeout: 20_000, ...options,
  });
  client.got = [];
  client.on('message', (topic, payload, packet) => client.got.push({
    topic, text: payload.toString(), qos: packet.qos, retain: packet.retain, properties: packet.properties ?? {},
  }));
  client.on('error', () => {});
  client.connacks = [];
  client.on('connect', (connack) => client.connacks.push(connack));
  await new Promise((done) => client.once('connect', done));
  return client;
}

export const textsOf = (client) => client.got.map((one) => one.text);
