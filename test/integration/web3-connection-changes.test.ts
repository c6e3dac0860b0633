import { randomUUID } from 'node:crypto';
import { inAuditOperation, newOperation } from '../../src/audit/audit-operation';
import { Web3ConnectionChanges } from '../../src/connections/web3-connection-changes';
import { databaseKinds } from '../support/databases';
import { OwnershipWorld } from '../support/ownership';

/** What a connection is, and what it is after each that was told to Fireblocks has been written. */
const AFTER = {
  PENDING: { APPROVED: 'APPROVED', DENIED: 'DENIED', REMOVED: 'REMOVED' },
  APPROVED: { APPROVED: 'APPROVED', DENIED: 'APPROVED', REMOVED: 'REMOVED' },
  DENIED: { APPROVED: 'DENIED', DENIED: 'DENIED', REMOVED: 'DENIED' },
  REMOVED: { APPROVED: 'REMOVED', DENIED: 'REMOVED', REMOVED: 'REMOVED' },
} as const;

const cases = (['PENDING', 'APPROVED', 'DENIED', 'REMOVED'] as const).flatMap((before) =>
  (['APPROVED', 'DENIED', 'REMOVED'] as const).map((told) => ({ before, told })),
);

describe.each(databaseKinds)('a web3 connection on the $name database', (kind) => {
  let world: OwnershipWorld;
  let changes: Web3ConnectionChanges;
  let walletId: string;

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
    changes = new Web3ConnectionChanges(world.database.prisma, world.audit);
    walletId = await world.wallet('alice');
  });
  afterAll(() => world.close());

  it.each(cases)('that is $before and late to be $told', async ({ before, told }) => {
    const { prisma } = world.database;
    const id = randomUUID();
    await prisma.web3Connection.create({
      data: { id, walletId, accountId: '0', status: before, feeLevel: 'MEDIUM' },
    });
    const origin = { actor: 'alice', action: 'a test', requestId: id, clientAddress: null };
    await inAuditOperation(newOperation(origin), () => changes.settle(id, told));

    const { status } = await prisma.web3Connection.findUniqueOrThrow({ where: { id } });
    expect(status).toBe(AFTER[before][told]);
    const entries = await prisma.auditEntry.count({ where: { requestId: id } });
    expect(entries).toBe(status === before ? 0 : 1);
  });
});
