import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { databaseKinds } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { unlessStalled } from '../support/given-time';
import { GraphQLCaller } from '../support/graphql-caller';
import { eventually } from '../support/simulator-client';
import { SigningStatusRecorder, type StreamVariables } from '../support/signing-status';

const SUBSCRIBE = `subscription ($walletId: ID!, $deviceId: ID) {
  signingStatus(walletId: $walletId, deviceId: $deviceId) { kind }
}`;

describe.each(databaseKinds)('who may follow a wallet on the $name database', (kind) => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let bob: GraphQLCaller;
  let walletId: string;
  let deviceId: string;
  const recorders: SigningStatusRecorder[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start({ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' }, kind);
    [alice, bob] = await Promise.all([gateway.as('alice'), gateway.as('bob')]);
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  beforeEach(async () => {
    walletId = await alice.createWallet();
    deviceId = await alice.assignDevice(walletId);
  });

  afterEach(async () => {
    for (const recorder of recorders.splice(0)) recorder.stop();
    await nobodyIsHeld();
  });

  afterAll(() => gateway.stop());

  function follow(caller: GraphQLCaller, change: Partial<StreamVariables> = {}) {
    const recorder = new SigningStatusRecorder(caller, { walletId, ...change });
    recorders.push(recorder);
    return recorder;
  }

  async function watch(caller: GraphQLCaller, change: Partial<StreamVariables> = {}) {
    const recorder = follow(caller, change);
    await recorder.until(({ events }) => events.some((event) => event.kind === 'SNAPSHOT_END'));
    return recorder;
  }

  function nobodyIsHeld(): Promise<boolean> {
    return eventually(async () =>
      (await gateway.metric('ncw_subscriptions')) === 0 ? true : undefined,
    );
  }

  const codesOf = ({ errors }: SigningStatusRecorder) =>
    errors.map(({ extensions }) => extensions?.['code']);

  async function expectRefusal(stream: SigningStatusRecorder, code: string): Promise<void> {
    await stream.until(({ ended }) => ended);
    expect(codesOf(stream)).toEqual([code]);
    expect(stream.events).toEqual([]);
    expect(await gateway.metric('ncw_subscriptions')).toBe(0);
  }

  describe('opening', () => {
    it('is refused to another user as for a wallet that does not exist', async () => {
      const [foreign, missing] = [follow(bob), follow(bob, { walletId: randomUUID() })];
      await expectRefusal(foreign, 'NOT_FOUND');
      await expectRefusal(missing, 'NOT_FOUND');
      const known = foreign.errors.map(({ message }) => message);
      expect(missing.errors.map(({ message }) => message)).toEqual(known);
    });

    it('is refused to who has no token', () =>
      expectRefusal(follow(gateway.anonymous()), 'UNAUTHENTICATED'));

    it.each([
      ['a malformed token', () => Promise.resolve('x.y.z')],
      ['an expired token', () => gateway.token('alice', undefined, -60)],
    ])('closes the socket with 4403 for %s', async (_name, token) => {
      const stream = follow(new GraphQLCaller(gateway.url, await token()));
      await stream.until(({ ended }) => ended);
      expect(stream.errors[0]?.extensions).toMatchObject({ close: { code: 4403 } });
      expect(stream.events).toEqual([]);
    });

    it.each([
      ['walletId', { walletId: '..' }, 'BAD_USER_INPUT'],
      ['deviceId', { deviceId: '..' }, 'BAD_USER_INPUT'],
      ['transactionId', { transactionId: '..' }, 'BAD_USER_INPUT'],
      ['an unknown device', { deviceId: randomUUID() }, 'NOT_FOUND'],
      ['an unknown transaction', { transactionId: randomUUID() }, 'NOT_FOUND'],
    ])('is refused for %s', (_name, change, code) => expectRefusal(follow(alice, change), code));

    it('is refused for a device or a transaction of another wallet', async () => {
      const second = await alice.createWallet();
      const bobsWallet = await bob.createWallet();
      const devices = [await alice.assignDevice(second), await bob.assignDevice(bobsWallet)];
      const transactions = [
        await alice.createTransaction(second),
        await bob.createTransaction(bobsWallet),
      ];
      for (const other of devices) {
        await expectRefusal(follow(alice, { deviceId: other }), 'NOT_FOUND');
      }
      for (const transactionId of transactions) {
        await expectRefusal(follow(alice, { transactionId }), 'NOT_FOUND');
      }
    });

    it('is refused for a frozen wallet and a disabled device', async () => {
      await gateway.disableDevice(deviceId);
      await expectRefusal(follow(alice, { deviceId }), 'DEVICE_DISABLED');
      await gateway.setWalletStatus(walletId, 'FROZEN');
      await expectRefusal(follow(alice), 'WALLET_FROZEN');
    });

    it.each(['ncw:support', 'ncw:admin'])('is allowed to staff with %s', async (scope) => {
      const stream = await watch(await gateway.as('staff', scope));
      expect(stream.errors).toEqual([]);
    });
  });

  describe('a running stream ends within three seconds', () => {
    it('when its wallet is frozen, and tells so', async () => {
      const streams = [await watch(alice), await watch(alice, { deviceId })];
      await gateway.setWalletStatus(walletId, 'FROZEN');
      for (const stream of streams) {
        await stream.until(({ ended }) => ended, 3_000);
        expect(codesOf(stream)).toEqual(['WALLET_FROZEN']);
      }
    });

    it('when its device is disabled', async () => {
      const named = await watch(alice, { deviceId });
      await gateway.disableDevice(deviceId);
      await named.until(({ ended }) => ended, 3_000);
      expect(codesOf(named)).toEqual(['DEVICE_DISABLED']);
    });

    it('when its wallet is given to somebody else', async () => {
      const stream = await watch(alice);
      await bob.createWallet();
      await gateway.sql(
        `UPDATE wallets SET owner_id = 'bob', access_version = access_version + 1 WHERE id = '${walletId}'`,
      );
      await stream.until(({ ended }) => ended, 3_000);
      expect(codesOf(stream)).toEqual(['NOT_FOUND']);
      expect((await watch(bob)).errors).toEqual([]);
    });

    it('and hears nothing of what happens after that', async () => {
      const stream = await watch(alice);
      const id = await alice.createTransaction(walletId);
      await stream.until((s) => s.statusesOf(id).includes('PENDING_SIGNATURE'));
      await gateway.setWalletStatus(walletId, 'FROZEN');
      await gateway.simulator.advance(id);
      await stream.until(({ ended }) => ended, 3_000);
      expect(stream.statusesOf(id)).toEqual(['SUBMITTED', 'PENDING_SIGNATURE']);
    });

    it('when its token expires, within a second', async () => {
      await unlessStalled(async () => {
        const token = await gateway.token('alice', undefined, 2);
        const { exp } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
          exp: number;
        };
        const stream = follow(new GraphQLCaller(gateway.url, token));
        await stream.until(({ ended }) => ended, 5_000);
        expect(Math.abs(Date.now() - exp * 1_000)).toBeLessThan(1_000);
        expect(stream.events).toMatchObject([{ kind: 'SNAPSHOT_END' }]);
        expect(stream.errors[0]?.extensions).toMatchObject({ close: { code: 4403 } });
      });
    });

    it('while a stream of another wallet goes on', async () => {
      const second = await alice.createWallet();
      const other = await watch(alice, { walletId: second });
      const ending = await watch(alice);
      await gateway.setWalletStatus(walletId, 'FROZEN');
      await ending.until(({ ended }) => ended, 3_000);
      const id = await alice.createTransaction(second);
      await other.until((s) => s.statusesOf(id).includes('SUBMITTED'));
      expect(other.ended).toBe(false);
    });
  });

  describe('one socket', () => {
    interface Opened {
      kinds: string[];
      code: string | undefined;
      stop: () => void;
    }

    function open(socket: Client, change: Record<string, unknown> = {}): Opened {
      const opened: Opened = { kinds: [], code: undefined, stop: () => undefined };
      opened.stop = socket.subscribe<{ signingStatus: { kind: string } }>(
        { query: SUBSCRIBE, variables: { walletId, ...change } },
        {
          next: ({ data, errors }) => {
            if (data) opened.kinds.push(data.signingStatus.kind);
            if (errors) opened.code = String(errors[0]?.extensions?.['code']);
          },
          error: (errors) => {
            opened.code = Array.isArray(errors)
              ? String((errors as { extensions: { code: string } }[])[0]?.extensions.code)
              : 'CLOSED';
          },
          complete: () => undefined,
        },
      );
      return opened;
    }

    const ready = ({ kinds, code }: Opened) => kinds.length > 0 || code !== undefined;
    const settled = (all: Opened[]) => eventually(() => (all.every(ready) ? true : undefined));

    it('holds twenty streams and no more', async () => {
      const socket = alice.socket();
      const streams = Array.from({ length: 20 }, () => open(socket));
      await settled(streams);
      expect(await gateway.metric('ncw_subscriptions')).toBe(20);
      const further = open(socket);
      await settled([further]);

      expect(further).toMatchObject({ kinds: [], code: 'OVERLOADED' });
      expect(streams.map(({ code }) => code)).toEqual(streams.map(() => undefined));
      streams[0]!.stop();
      await eventually(async () =>
        (await gateway.metric('ncw_subscriptions')) === 19 ? true : undefined,
      );
      const again = open(socket);
      await settled([again]);
      expect(again.kinds).toEqual(['SNAPSHOT_END']);
      await socket.dispose();
    });

    it('outlives the end of one of its streams', async () => {
      const socket = alice.socket();
      const second = await alice.assignDevice(walletId);
      const streams = [
        open(socket, { deviceId }),
        open(socket, { walletId: await alice.createWallet() }),
      ];
      await settled(streams);
      await gateway.disableDevice(deviceId);
      await eventually(() => streams[0]!.code);

      expect(streams[0]!.code).toBe('DEVICE_DISABLED');
      const next = open(socket, { deviceId: second });
      await settled([next]);
      expect(next.kinds).toEqual(['SNAPSHOT_END']);
      expect(streams[1]!.code).toBeUndefined();
      await socket.dispose();
    });

    it('takes nothing more after its token, though its client ignores the closing', async () => {
      const token = await gateway.token('alice', undefined, 2);
      const socket = new WebSocket(
        `${gateway.url.replace(/^http/, 'ws')}/graphql`,
        'graphql-transport-ws',
      );
      const say = (message: object) => {
        socket.send(JSON.stringify(message));
      };
      const closing = new Promise<number>((resolve) => {
        socket.once('open', () => {
          // Instead of ws's own answer, by which the connection would end.
          const { _receiver: receiver } = socket as unknown as { _receiver: EventEmitter };
          receiver.removeAllListeners('conclude').once('conclude', resolve);
          say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
        });
      });
      expect(await closing).toBe(4403);
      const input = { walletId, deviceId: randomUUID() };
      say({
        ...{ id: 'late', type: 'subscribe' },
        payload: {
          query:
            'mutation ($input: AssignDeviceInput!) { assignDevice(input: $input) { device { id } } }',
          variables: { input },
        },
      });
      // Another call on the same wallet, well after it.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { wallet } = await alice.expectData<{ wallet: { devices: unknown[] } }>(
        'query ($id: ID!) { wallet(id: $id) { devices { id } } }',
        { id: walletId },
      );
      expect(wallet.devices).toEqual([{ id: deviceId }]);
      socket.terminate();
    });

    it('leaves nothing behind when it is cut off without a word', async () => {
      const socket = alice.socket();
      const streams = [open(socket), open(socket)];
      await settled(streams);
      socket.terminate();
      await nobodyIsHeld();
    });
  });
});
