// The packaged server as its own process, started as a user starts it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, readFile, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKOUT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const givenPorts = new Set();

/**
 * Below those that the system gives to outgoing connections, and none twice: it is free until its
 * server listens, and again while that is killed.
 */
async function freePort() {
  const port = 10_000 + Math.floor(Math.random() * 5_000);
  const first = !givenPorts.has(port);
  givenPorts.add(port);
  return first && (await isFree(port)) ? port : freePort();
}

function isFree(port) {
  return new Promise((done) => {
    const probe = createServer()
      .once('error', () => done(false))
      .listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

export class Server {
  /** @param config YAML; null for none */
  constructor(config = null) {
    this.config = config;
  }

  static async start(config) {
    const server = new Server(config);
    await server.start();
    return server;
  }

  async start() {
    this.directory = await mkdtemp(join(tmpdir(), 'tidings-test-'));
    this.port = await freePort();
    this.adminPort = await freePort();
    this.mqttPort = await freePort();
    if (this.config !== null) {
      const file = await open(join(this.directory, 'tidings.yaml'), 'w');
      await file.writeFile(this.config);
      await file.close();
    }
    await this.boot();
  }

  get url() { return `http://localhost:${this.port}`; }
  get ws() { return `ws://localhost:${this.port}/connection/websocket`; }

  async boot() {
    const log = await open(join(this.directory, 'server.log'), 'a');
    const args = ['serve', '--data', join(this.directory, 'data')];
    if (this.config !== null) args.push('-c', join(this.directory, 'tidings.yaml'));
    this.process = spawn(join(CHECKOUT, 'tidings'), args, {
      env: { ...process.env, TIDINGS_LISTEN: `localhost:${this.port}`, TIDINGS_ADMIN: `localhost:${this.adminPort}`,
        TIDINGS_MQTT_LISTEN: `localhost:${this.mqttPort}` },
      stdio: ['ignore', log.fd, log.fd],
    });
    this.ended = new Promise((done) => this.process.on('exit', (code, signal) => done({ code, signal })));
    await log.close();
    for (let i = 0; i < 3000; i++) {
      if (this.process.exitCode !== null) throw new Error('the server ended: ' + await this.log());
      try {
        if ((await fetch(this.url + '/health/ready')).ok) return;
      } catch { /* not there yet */ }
      await sleep(20);
    }
    throw new Error('not ready in time: ' + await this.log());
  }

  async log() { return readFile(join(this.directory, 'server.log'), 'utf8'); }

  async kill() {
    this.process.kill('SIGKILL');
    return this.ended;
  }

  async terminate() {
    this.process.kill('SIGTERM');
    return this.ended;
  }

  async wipe() { await rm(join(this.directory, 'data'), { recursive: true }); }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }

  async api(method, params, headers = {}) {
    const response = await fetch(`${this.url}/api/${method}`, {
      method: 'POST', body: JSON.stringify(params), headers: { 'Content-Type': 'application/json', ...headers },
    });
    return response.json();
  }
}
