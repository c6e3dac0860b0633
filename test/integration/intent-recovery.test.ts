import pino from 'pino';
import { inAuditOperation, newOperation } from '../../src/audit/audit-operation';
import type { Intent, IntentOperation } from '../../src/intents/intent';
import { LEASE_MS } from '../../src/intents/intent';
import { IntentRecovery } from '../../src/intents/intent-recovery';
import { IntentStore } from '../../src/intents/intent-store';
import { caller } from '../support/caller';
import { databaseKinds } from '../support/databases';
import { OwnershipWorld } from '../support/ownership';
import { eventually } from '../support/simulator-client';

describe.each(databaseKinds)('recovery on the $name database', (kind) => {
  let world: OwnershipWorld;
  let intents: IntentStore;
  let now = Date.now();
  let settled: string[];

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
    intents = new IntentStore(world.database.prisma, () => now, world.audit);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    settled = [];
    await world.database.prisma.intent.deleteMany();
  });

  async function begin(key: string): Promise<Intent> {
    const request = { operation: 'createWallet', scope: 'client', key, input: {} } as const;
    const origin = { actor: 'alice', action: 'createWallet', requestId: null, clientAddress: null };
    const begun = await inAuditOperation(newOperation(origin), () =>
      intents.begin({ caller: caller('alice'), ...request }),
    );
    if (begun.state !== 'RUN') throw new Error(`${key} has been used`);
    return begun.intent;
  }

  /** One round, which ends with what was begun last. */
  async function roundUntil(last: string): Promise<string[]> {
    const complete = (intent: Intent): Promise<void> => {
      settled.push(intent.key);
      return intents.update(intent, { state: 'SUCCEEDED', entityId: intent.id });
    };
    const operations: Record<IntentOperation, typeof complete> = {
      ...{ createWallet: complete, createAccount: complete, addAsset: complete },
      ...{ createTransaction: complete, createWeb3Connection: complete },
    };
    const recovery = new IntentRecovery({
      ...{ prisma: world.database.prisma, intents, settle: operations },
      ...{ clock: () => now, log: pino({ level: 'silent' }) },
    });
    recovery.start();
    await eventually(() => Promise.resolve(settled.includes(last) ? true : undefined));
    await recovery.close();
    return settled;
  }

  it('leaves what has failed to its client first, and what runs to its run', async () => {
    const failed = await begin('failed');
    await begin('cut off');
    now += LEASE_MS + 11_000;
    await begin('running');
    await intents.release(failed);
    now += 9_000;
    const ended = await begin('ended');
    await world.database.prisma.intent.update({
      where: { id: ended.id },
      data: { leaseUntil: new Date(0) },
    });
    expect(await roundUntil('ended')).toEqual(['cut off', 'ended']);

    settled = [];
    now += 1_001;
    expect(await roundUntil('failed')).toEqual(['failed']);
  });
});
