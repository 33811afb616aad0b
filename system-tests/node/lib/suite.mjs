// What a suite begins and ends with. To be called in a `describe`.
import { after, before } from 'node:test';
import { client } from './clients.mjs';
import { Server } from './server.mjs';

/** A server for a suite's tests; `atEnd` takes what is done before it stops. */
export function serverFor(config) {
  const server = new Server(config);
  const endings = [];
  before(() => server.start());
  after(async () => {
    endings.forEach((ending) => ending());
    await server.stop();
  });
  return { server, atEnd: (ending) => endings.push(ending) };
}

/** The same with stock clients of Centrifuge: `connect` makes one, `clients` are all that it made. */
export function clientsFor(encoding, config) {
  const { server, atEnd } = serverFor(config);
  const clients = [];
  const connect = (options) => {
    const made = client(encoding, server, options);
    clients.push(made);
    return made;
  };
  atEnd(() => clients.forEach((one) => one.disconnect()));
  return { server, clients, connect };
}
