import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { toGatewayError } from '../../src/api/error-map';
import { AuditKeys } from '../../src/audit/audit-keys';
import { inAuditOperation, newOperation } from '../../src/audit/audit-operation';
import { AuditTrail } from '../../src/audit/audit-trail';
import { AuditWriter } from '../../src/audit/audit-writer';
import { openDatabase, type Database } from '../../src/database/database';
import { ProcessWakeSignal } from '../../src/events/wake-signal';
import { AccessChanges } from '../../src/wallets/access-changes';
import type { DatabaseKind } from './databases';
import { temporaryFolder } from './run-folder';

/** A database of two users with wallets in every state, without a gateway around it. */
export class OwnershipWorld {
  readonly notified: string[] = [];
  /** How often the work on desired states was begun. */
  begun = 0;
  readonly audit: AuditTrail;
  readonly changes: AccessChanges;

  private constructor(
    readonly database: Database,
    private readonly remove: () => Promise<void>,
  ) {
    const { prisma } = database;
    this.audit = new AuditTrail(
      new AuditWriter(new AuditKeys(['k']).current, () => undefined),
      Date.now,
    );
    const signal = new ProcessWakeSignal();
    signal.listen((walletId) => this.notified.push(String(walletId)));
    this.changes = new AccessChanges({
      ...{ prisma, signal, audit: this.audit },
      workOnDesiredStates: () => (this.begun += 1),
    });
  }

  static async open(kind: DatabaseKind): Promise<OwnershipWorld> {
    const { settings, drop } = await kind.create();
    const dataDir = temporaryFolder();
    const url = settings['DATABASE_URL'];
    const database = await openDatabase({ dataDir, ...(url === undefined ? {} : { url }) });
    await database.prisma.user.createMany({ data: [{ id: 'alice' }, { id: 'bob' }] });
    return new OwnershipWorld(database, async () => {
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.remove();
  }

  async wallet(
    ownerId: string,
    status: 'ACTIVE' | 'FROZEN' | 'PROVISIONING' = 'ACTIVE',
    frozenFrom: 'ACTIVE' | 'PROVISIONING' | null = null,
  ): Promise<string> {
    const id = randomUUID();
    await this.database.prisma.wallet.create({ data: { id, ownerId, status, frozenFrom } });
    return id;
  }

  async device(walletId: string, disabled: 'no' | 'by owner' | 'by admin' = 'no'): Promise<string> {
    const id = randomUUID();
    const status = disabled === 'no' ? 'ENABLED' : 'DISABLED';
    const data = { id, walletId, status, disabledByAdmin: disabled === 'by admin' } as const;
    await this.database.prisma.device.create({ data });
    return id;
  }

  /** A transaction that these wallets take part in. */
  async transaction(roles: readonly ['SOURCE' | 'DESTINATION', string][]): Promise<string> {
    const id = randomUUID();
    const wallets = roles.map(([role, walletId]) => ({ role, walletId, accountId: '0' }));
    await this.database.prisma.transaction.create({
      data: {
        ...{ id, status: 'COMPLETED', subStatus: '', finished: true, lastUpdated: 1n },
        ...{ operation: 'TRANSFER', note: 'the sender’s', createdAt: new Date() },
        wallets: { create: wallets },
      },
    });
    return id;
  }

  /** What a mutation gives, or the code that it is refused with. */
  async outcome<Result>(run: () => Promise<Result>): Promise<Result | string> {
    const origin = { actor: 'x', action: 'x', requestId: null, clientAddress: null };
    try {
      return await inAuditOperation(newOperation(origin), run);
    } catch (error) {
      return toGatewayError(error).code;
    }
  }
}
