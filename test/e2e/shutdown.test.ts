import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { GatewayProcess } from '../support/gateway-process';
import type { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

jest.setTimeout(180_000);

/** A silent client is given 5 s; the rest is for busy machines. */
const SECONDS = 15_000;

let gateway: GatewayProcess;
let alice: GraphQLCaller;
let walletId: string;
let deviceId: string;

beforeEach(async () => {
  gateway = await GatewayProcess.start();
  alice = await gateway.as('alice');
  walletId = await alice.createWallet();
  deviceId = await alice.assignDevice(walletId);
});
afterEach(() => gateway.remove());

async function stop(signal: NodeJS.Signals): Promise<number> {
  const startedAt = Date.now();
  expect(await gateway.kill(signal)).toEqual({ code: 0, signal: null });
  return Date.now() - startedAt;
}

describe('a gateway that is told to stop', () => {
  it('ends with 0 on SIGINT as well', async () => {
    expect(await stop('SIGINT')).toBeLessThan(SECONDS);
  });

  it('waits for no subscriber, idle connection or long poll, and tells each to come back', async () => {
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
  });

  it('does not wait for a client that has fallen silent', async () => {
    const silent = await openSilentWebSocket(gateway.url);
    expect(await stop('SIGTERM')).toBeLessThan(SECONDS);
    silent.destroy();
  });

  it('lets a mutation that is under way finish', async () => {
    await gateway.simulator.fault({
      ...{ path: UPSTREAM.createWallet, kind: 'latency', latencyMs: 1_500 },
    });
    const wallet = alice.createWallet();
    await eventually(async () =>
      (await gateway.simulator.faults()).length === 0 ? true : undefined,
    );
    const stopping = stop('SIGTERM');
    expect(await wallet).toMatch(/^[0-9a-f-]{36}$/);
    await stopping;
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
