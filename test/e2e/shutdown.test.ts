import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { GatewayProcess } from '../support/gateway-process';
import { givenMs, unlessStalled } from '../support/given-time';
import type { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

/** A silent client is given 5 s; the rest is for busy machines. In the time that this process is given. */
const SECONDS = 15_000;

let gateway: GatewayProcess;
let alice: GraphQLCaller;
let walletId: string;
let deviceId: string;

async function begin(): Promise<void> {
  gateway = await GatewayProcess.start();
  alice = await gateway.as('alice');
  walletId = await alice.createWallet();
  deviceId = await alice.assignDevice(walletId);
}

/** On a gateway of its own. What is under way when it is told to stop lasts for a second or two. */
function told(what: string, work: () => Promise<void>): void {
  it(what, () =>
    unlessStalled(async () => {
      await begin();
      await work().finally(() => gateway.remove());
    }),
  );
}

/** How long it takes. */
function stop(signal: NodeJS.Signals): Promise<number> {
  return givenMs(async () => {
    expect(await gateway.kill(signal)).toEqual({ code: 0, signal: null });
  });
}

describe('a gateway that is told to stop', () => {
  told('ends with 0 on SIGINT as well', async () => {
    expect(await stop('SIGINT')).toBeLessThan(SECONDS);
  });

  told(
    'waits for no subscriber, idle connection or long poll, and tells each to come back',
    async () => {
      const stream = new SigningStatusRecorder(alice, { walletId, deviceId });
      await stream.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));
      const agent = new Agent({ keepAlive: true });
      expect(await get(`${gateway.url}/livez`, agent)).toBe(200);
      await gateway.simulator.settings({ pollMs: 60_000 });
      const poll = alice
        .relay(walletId, deviceId, {
          method: 'poll_mpc_msg',
          headers: { physicalDeviceId: deviceId },
          params: [{ txId: deviceId }],
        })
        .catch((error: unknown) => error);
      await longPollArrived();

      expect(await stop('SIGTERM')).toBeLessThan(SECONDS);
      await stream.until(({ ended }) => ended);
      expect(stream.errors).toMatchObject([{ extensions: { close: { code: 1001 } } }]);
      // Not a broken connection: the SDK is told that it may try again.
      expect(String(await poll)).toContain('UPSTREAM_UNAVAILABLE');
      agent.destroy();
    },
  );

  told('does not wait for a client that has fallen silent', async () => {
    const silent = await openSilentWebSocket(gateway.url);
    expect(await stop('SIGTERM')).toBeLessThan(SECONDS);
    silent.destroy();
  });

  /** Has the next such call take its time, and resolves when it has come to the simulator. */
  async function slowly<Result>(path: string, call: () => Promise<Result>) {
    await gateway.simulator.fault({ path, kind: 'latency', latencyMs: 1_500 });
    const result = call();
    await eventually(async () =>
      (await gateway.simulator.faults()).length === 0 ? true : undefined,
    );
    return { result };
  }

  told('lets a mutation and a relay that are under way finish', async () => {
    const wallet = await slowly(UPSTREAM.createWallet, () => alice.createWallet());
    const relay = await slowly(UPSTREAM.invoke, () =>
      alice.relay(walletId, deviceId, { method: 'get_all_keys' }),
    );
    const stopping = stop('SIGTERM');
    expect(await wallet.result).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(await relay.result)).toContain('result');
    await stopping;
  });

  told('lets a mutation on a socket finish as well, takes no other, and closes then', async () => {
    const socket = alice.socket();
    const closed = new Promise<number>((resolve) => {
      socket.on('closed', (event) => {
        resolve((event as { code: number }).code);
      });
    });
    const run = async (): Promise<unknown> => {
      const query = `mutation { createWallet(input: { idempotencyKey: "${randomUUID()}" }) { wallet { status } } }`;
      const { value } = (await socket.iterate({ query }).next()) as { value: unknown };
      return value;
    };
    const wallet = await slowly(UPSTREAM.createWallet, run);
    const stopping = stop('SIGTERM');
    await gateway.process.says(/"msg":"stopping"/);
    const refused = await run().catch((errors: unknown) => errors);
    expect(JSON.stringify(refused)).toContain('OVERLOADED');
    expect(await wallet.result).toMatchObject({
      data: { createWallet: { wallet: { status: 'ACTIVE' } } },
    });
    expect(await closed).toBe(1001);
    await stopping;
  });

  told('tells load balancers first and serves meanwhile, where it is given time', async () => {
    await gateway.restart({ SHUTDOWN_DELAY_SECONDS: '2' });
    const again = await gateway.as('alice');
    const agent = new Agent({ keepAlive: true });
    expect(await get(`${gateway.url}/readyz`, agent)).toBe(200);
    const stoppedAt = Date.now();
    const stopping = stop('SIGTERM');
    await gateway.process.says(/"msg":"stopping"/);
    expect(await get(`${gateway.url}/readyz`, agent)).toBe(503);
    expect(await get(`${gateway.url}/livez`, agent)).toBe(200);
    expect(await again.createWallet()).toMatch(/^[0-9a-f-]{36}$/);
    await stopping;
    expect(Date.now() - stoppedAt).toBeGreaterThan(1_900);
    agent.destroy();
  });

  told('ends at once when it is told twice', async () => {
    const wallet = await slowly(UPSTREAM.createWallet, () => alice.createWallet().catch(String));
    const first = gateway.kill('SIGTERM');
    await gateway.process.says(/"msg":"stopping"/);
    await gateway.kill('SIGTERM');
    expect(await first).toEqual({ code: 1, signal: null });
    expect(await wallet.result).toContain('fetch failed');
  });
});

function get(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode);
      });
    })
      .once('error', reject)
      .end();
  });
}

/** The simulator tells of calls when they end; that this one has come shows in the device list. */
function longPollArrived(): Promise<true> {
  return eventually(async () => {
    const wallet = await gateway.simulator.wallet(walletId);
    return wallet?.devices.some((device) => device.deviceId === deviceId) ? true : undefined;
  });
}

/** A WebSocket by hand that is opened and then neither reads nor answers, not even a close. */
function openSilentWebSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const lines = [
    'GET /graphql HTTP/1.1',
    `Host: ${hostname}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.pause();
      if (answer.toString().startsWith('HTTP/1.1 101 ')) resolve(socket);
      else reject(new Error(answer.toString()));
    });
  });
}
