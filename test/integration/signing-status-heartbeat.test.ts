import { decodeCursor } from '../../src/events/cursor';
import { appendEvent, readLogEpoch } from '../../src/events/event-log';
import { LiveFeed } from '../../src/events/live-feed';
import { ProcessWakeSignal } from '../../src/events/wake-signal';
import { createLogger } from '../../src/shared/logger';
import { SigningStatusStream } from '../../src/transactions/signing-status-stream';
import {
  SigningStatusKind,
  type SigningStatusEvent,
} from '../../src/transactions/signing-status.type';
import { TransactionFinder } from '../../src/transactions/transaction-finder';
import { caller } from '../support/caller';
import { databaseKinds } from '../support/databases';
import { OwnershipWorld } from '../support/ownership';

const alice = caller('alice');

describe.each(databaseKinds)('the heartbeat of a quiet stream on the $name database', (kind) => {
  let world: OwnershipWorld;
  let feed: LiveFeed;
  let stream: SigningStatusStream;
  let walletId: string;
  const signal = new ProcessWakeSignal();
  const ended = new AbortController();

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
    const { prisma } = world.database;
    feed = new LiveFeed(prisma, signal, createLogger('silent'));
    const finder = new TransactionFinder(prisma);
    stream = new SigningStatusStream({
      ...{ prisma, feed, finder, epoch: await readLogEpoch(prisma), heartbeatMs: 20 },
    });
    walletId = await world.wallet('alice');
  });
  afterAll(async () => {
    ended.abort();
    feed.close();
    await world.close();
  });

  async function happens(role: 'SOURCE' | 'DESTINATION'): Promise<void> {
    const transactionId = await world.transaction([[role, walletId]]);
    const event = { transactionId, role, status: 'COMPLETED', subStatus: '', at: new Date() };
    await world.database.prisma.$transaction((tx) => appendEvent(tx, walletId, event));
    signal.notify([walletId]);
  }

  const open = (after?: string) =>
    stream.open(
      alice,
      { walletId, after, deviceId: undefined, transactionId: undefined },
      ended.signal,
    );
  const placeOf = ({ cursor }: SigningStatusEvent) => decodeCursor(cursor, walletId).at;

  /** The next events up to the first of the kind. */
  async function until(
    events: AsyncIterator<SigningStatusEvent, undefined>,
    wanted: SigningStatusKind,
    at?: bigint,
  ) {
    const seen: SigningStatusEvent[] = [];
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error('the stream has ended');
      seen.push(value);
      if (value.kind === wanted && (at === undefined || placeOf(value) === at)) return seen;
    }
  }

  it('tells where the log ends, also behind what the stream does not tell', async () => {
    const events = await open();
    await until(events, SigningStatusKind.SNAPSHOT_END);
    const [beat] = await until(events, SigningStatusKind.HEARTBEAT);
    expect(placeOf(beat!)).toBe(0n);

    // Incoming: nothing for this stream, and the log moves on.
    await happens('DESTINATION');
    await happens('DESTINATION');
    const beats = await until(events, SigningStatusKind.HEARTBEAT, 2n);
    expect(new Set(beats.map((event) => event.kind))).toEqual(
      new Set([SigningStatusKind.HEARTBEAT]),
    );
    const places = beats.map((event) => Number(placeOf(event)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));

    // Whoever goes on behind it has missed nothing and is told nothing twice.
    await happens('SOURCE');
    const [next] = await until(await open(beats.at(-1)!.cursor), SigningStatusKind.STATUS);
    expect(placeOf(next!)).toBe(3n);
    const own = await until(events, SigningStatusKind.STATUS);
    expect(placeOf(own.at(-1)!)).toBe(3n);
  });
});
