import type { Database } from '../database/database';
import type { AuditSettings } from '../settings/audit-settings';
import type { Clock } from '../shared/clock';
import type { Logger } from '../shared/logger';
import { AccessAudit } from './access-audit';
import { AuditBacklog } from './audit-backlog';
import { AuditTrail } from './audit-trail';
import { AuditWriter } from './audit-writer';
import { openAuditKeys } from './open-audit-keys';
import { Retention } from './retention';
import { Sealer } from './sealer';

interface AuditParts {
  database: Database;
  settings: AuditSettings;
  dataDir: string;
  clock: Clock;
  log: Logger;
}

export interface Audit {
  /** For the slices: changes, in their own transactions. */
  trail: AuditTrail;
  /** For the edges: refusals, views, and how mutations ended. */
  access: AccessAudit;
  /** Writes what waits and seals it. */
  close(): Promise<void>;
}

export function openAudit({ database, settings, dataDir, clock, log }: AuditParts): Audit {
  const { prisma, pool } = database;
  const keys = openAuditKeys(settings.keys, dataDir);
  const sealer = new Sealer({ pool, keys, clock, log });
  const retention = new Retention({
    pool,
    keys,
    retentionDays: settings.retentionDays,
    clock,
    log,
  });
  const writer = new AuditWriter(keys.current, () => {
    sealer.wake();
  });
  const backlog = new AuditBacklog({ prisma, writer, clock, log });
  return {
    trail: new AuditTrail(writer, clock),
    access: new AccessAudit({ prisma, writer, backlog, clock }),
    async close() {
      await backlog.close();
      await retention.close();
      await sealer.close();
    },
  };
}
