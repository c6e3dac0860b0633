import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { TestGateway } from '../support/gateway';
import { givenMs, unlessStalled } from '../support/given-time';
import type { GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder, type StatusEvent } from '../support/signing-status';
import { eventually } from '../support/simulator-client';

/** How long a socket may take nothing, in these tests. */
const STALL_MS = 2_000;
const SUBSCRIPTION = `subscription ($walletId: ID!, $after: Cursor) {
  signingStatus(walletId: $walletId, after: $after) { cursor kind transactionId status }
}`;

/** Within what is long for it, so that who was cut off by the machine's standing still is not awaited. */
const soon = <T>(probe: () => T | undefined | Promise<T | undefined>): Promise<T> =>
  eventually(probe, 10_000);

const readers: { socket: WebSocket }[] = [];
const recorders: SigningStatusRecorder[] = [];

/** A client by hand, which can stop to read: TCP itself then tells the gateway to wait. */
class Reader {
  readonly events: StatusEvent[] = [];
  closeCode: number | undefined;
  readonly socket: WebSocket;

  constructor({ url, token }: GraphQLCaller, walletId: string, after?: string) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    readers.push(this);
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) => (this.closeCode = code));
    this.socket.on('open', () => {
      this.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    });
    this.socket.on('message', (text: Buffer) => {
      const message = JSON.parse(text.toString()) as {
        type: string;
        payload: { data: { signingStatus: StatusEvent } };
      };
      if (message.type === 'next') this.events.push(message.payload.data.signingStatus);
      if (message.type !== 'connection_ack') return;
      const variables = { walletId, ...(after === undefined ? {} : { after }) };
      this.send({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION, variables } });
    });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  untilSnapshot(): Promise<true> {
    return soon(() =>
      Promise.resolve(
        this.events.some(({ kind }) => kind === 'SNAPSHOT_END') ? (true as const) : undefined,
      ),
    );
  }

  statuses(): (string | null)[] {
    return this.events.filter(({ kind }) => kind === 'STATUS').map(({ cursor }) => cursor);
  }
}

describe('a client that does not read', () => {
  let gateway: TestGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    const settings = {
      ...{ RATE_LIMIT_FACTOR: '1000', WALLETS_PER_USER: '0' },
      SOCKET_STALL_SECONDS: String(STALL_MS / 1_000),
    };
    gateway = await TestGateway.start(settings);
    alice = await gateway.as('alice');
    await gateway.simulator.settings({ transactionStepMs: 0 });
  });

  afterAll(() => gateway.stop());

  /** Who is stalled is told by the time; on a machine that stands still that is everybody. */
  const told = (what: string, work: () => Promise<void>) => {
    it(what, () =>
      unlessStalled(async () => {
        walletId = await alice.createWallet();
        await work().finally(() => {
          for (const reader of readers.splice(0)) reader.socket.terminate();
          for (const recorder of recorders.splice(0)) recorder.stop();
        });
        await sockets(0);
      }),
    );
  };

  const sockets = (count: number): Promise<true> =>
    soon(async () => ((await gateway.metric('ncw_sockets')) === count ? true : undefined));

  told(
    'is closed with 1013 and resumes behind its cursor, with nothing lost or double',
    async () => {
      const reader = new Reader(alice, walletId);
      await reader.untilSnapshot();
      const steady = new SigningStatusRecorder(alice, { walletId });
      recorders.push(steady);
      await steady.until(
        ({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'),
        10_000,
      );
      const before = await alice.createTransaction(walletId);
      await soon(() =>
        Promise.resolve(
          reader.events.some(({ status }) => status === 'PENDING_SIGNATURE') ? true : undefined,
        ),
      );

      reader.socket.pause();
      const during = await alice.createTransaction(walletId);
      await sockets(1);
      reader.socket.resume();
      await soon(() => Promise.resolve(reader.closeCode));
      expect(reader.closeCode).toBe(1013);

      const resumed = new Reader(alice, walletId, reader.events.at(-1)!.cursor);
      const after = await alice.createTransaction(walletId);
      await steady.until(() => steady.statusesOf(after).includes('PENDING_SIGNATURE'), 10_000);
      const all = steady.events.filter(({ kind }) => kind === 'STATUS');
      expect(new Set(all.map(({ transactionId }) => transactionId))).toEqual(
        new Set([before, during, after]),
      );
      await soon(() => {
        const seen = [...reader.statuses(), ...resumed.statuses()];
        return Promise.resolve(seen.length >= all.length ? true : undefined);
      });
      expect([...reader.statuses(), ...resumed.statuses()]).toEqual(
        all.map(({ cursor }) => cursor),
      );
      resumed.socket.terminate();
    },
  );

  told('is not answered without end, and costs no memory', async () => {
    const readers = Array.from({ length: 4 }, () => new Reader(alice, walletId));
    await Promise.all(readers.map((reader) => reader.untilSnapshot()));
    const filling = 'x'.repeat(256 * 1024);
    for (const reader of readers) {
      reader.socket.pause();
      // Each is answered with a pong of the same size: 32 MiB for each client.
      for (let sent = 0; sent < 128; sent += 1) {
        reader.send({ type: 'ping', payload: { filling } });
      }
    }
    const unsent = (): number =>
      readers.reduce((sum, { socket }) => sum + socket.bufferedAmount, 0);
    // What the gateway does not read stays here, so that it need not keep the answers.
    await new Promise((resolve) => setTimeout(resolve, STALL_MS / 2));
    expect(unsent()).toBeGreaterThan(64 * 1024 * 1024);
    await sockets(0);
    for (const reader of readers) reader.socket.terminate();
    expect(await alice.createWallet()).toBeDefined();
  });

  told('does not keep others from reading', async () => {
    const paused = [1, 2].map(() => new Reader(alice, walletId));
    const live = Array.from({ length: 18 }, () => new Reader(alice, walletId));
    await Promise.all([...paused, ...live].map((reader) => reader.untilSnapshot()));
    for (const reader of paused) reader.socket.pause();
    const tookMs = await givenMs(async () => {
      const id = await alice.createTransaction(walletId);
      await soon(() => {
        const told = live.filter(({ events }) =>
          events.some(
            (event) => event.transactionId === id && event.status === 'PENDING_SIGNATURE',
          ),
        );
        return Promise.resolve(told.length === live.length ? true : undefined);
      });
    });
    // Far less than the time that a slow one is given.
    expect(tookMs).toBeLessThan(STALL_MS);
    expect(paused.map(({ closeCode }) => closeCode)).toEqual([undefined, undefined]);
    for (const reader of [...paused, ...live]) reader.socket.terminate();
    await sockets(0);
  });

  told('is not one that is merely quiet', async () => {
    const reader = new Reader(alice, walletId);
    await reader.untilSnapshot();
    await new Promise((resolve) => setTimeout(resolve, 2 * STALL_MS));
    expect(reader.closeCode).toBeUndefined();
    reader.send({ id: randomUUID(), type: 'subscribe', payload: { query: '{ me { id } }' } });
    reader.socket.terminate();
  });
});
