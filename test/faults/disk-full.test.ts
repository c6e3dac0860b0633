import { randomUUID } from 'node:crypto';
import { databaseKinds, embedded } from '../support/databases';
import { TestGateway } from '../support/gateway';
import { GatewayProcess } from '../support/gateway-process';
import { SigningStatusRecorder } from '../support/signing-status';
import { smallDisk } from '../support/small-disk';
import { eventually } from '../support/simulator-client';
import { WebhookSender } from '../support/webhook-sender';
import { privateServer } from './disk/private-server';
import { missing, REGISTER, storeUntilFull, transferReport } from './disk/work';

/** Twice what the embedded database needs, and what it keeps in reserve. */
const EMBEDDED_MB = 160;
const POSTGRES_MB = 40;

/** A gateway whose database is on a disk that can be filled. */
interface Place {
  gateway: Pick<GatewayProcess, 'url' | 'as' | 'dataDir'>;
  fill: () => Promise<void> | void;
  empty: () => Promise<void> | void;
  remove: () => Promise<void>;
}

async function onSmallDisk(): Promise<Place> {
  const disk = await smallDisk(EMBEDDED_MB);
  const settings = { DATA_DIR: disk.folder, RATE_LIMIT_FACTOR: '1000' };
  // Only this process can be told that a disk is full which is not.
  const gateway = disk.real
    ? await GatewayProcess.start(settings, embedded)
    : await TestGateway.start(settings, embedded);
  return {
    ...disk,
    gateway,
    async remove() {
      await ('remove' in gateway ? gateway.remove() : gateway.stop());
      disk.remove();
    },
  };
}

async function onPrivateServer(): Promise<Place> {
  const { databaseUrl, fill, empty, stop } = await privateServer(POSTGRES_MB);
  const settings = { DATABASE_URL: databaseUrl, RATE_LIMIT_FACTOR: '1000' };
  const gateway = await GatewayProcess.start(settings, embedded);
  return {
    ...{ gateway, fill, empty },
    async remove() {
      await gateway.remove();
      await stop();
    },
  };
}

const PLACES = { embedded: onSmallDisk, postgresql: onPrivateServer };

describe.each(databaseKinds)('the $name database on a full disk', ({ name }) => {
  let place: Place;

  beforeAll(async () => {
    place = await PLACES[name]();
  });
  afterAll(() => place.remove());

  it('takes nothing more, loses nothing that was acknowledged, and works again with room', async () => {
    const { gateway, fill, empty } = place;
    const status = async (path: string) => (await fetch(`${gateway.url}${path}`)).status;
    const alice = await gateway.as('alice');
    const walletId = await alice.createWallet();
    const sender = new WebhookSender(gateway.url, gateway.dataDir);
    const stream = new SigningStatusRecorder(alice, { walletId });
    await stream.until(({ events }) => events.some(({ kind }) => kind === 'SNAPSHOT_END'));

    const storing = storeUntilFull(alice);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await fill();
    const { stored, refused } = await storing;
    expect(stored.length).toBeGreaterThan(0);
    expect(refused.status).toBe(503);
    expect(refused.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await status('/livez')).toBe(200);
    // What PostgreSQL had room for in its pages is used up.
    const report = transferReport(walletId);
    while ((await sender.post(JSON.stringify(transferReport(walletId, BIG)))) !== 503);

    await empty();
    await eventually(async () => ((await status('/readyz')) === 200 ? true : undefined));
    const input = { passphraseId: randomUUID(), location: 'OTHER' };
    await alice.expectData(REGISTER, { input });
    expect(await sender.post(JSON.stringify(report))).toBe(200);
    const resumed = stream.ended ? new SigningStatusRecorder(alice, { walletId }) : stream;
    await resumed.until(({ events }) =>
      events.some(({ transactionId }) => transactionId === report.data.id),
    );
    for (const each of [stream, resumed]) each.stop();
    expect(await missing(alice, stored.slice(-50))).toEqual([]);
  });
});

/** So that it fits into no page that is there already. */
const BIG = 100_000;
