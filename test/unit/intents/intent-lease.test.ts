import type { AuditTrail } from '../../../src/audit/audit-trail';
import type { PrismaClient } from '../../../src/database/generated/client';
import { LEASE_MS, type Intent } from '../../../src/intents/intent';
import { IntentStore } from '../../../src/intents/intent-store';

const INTENT = { id: 'intent', attempt: 3 } as Intent;
const BEGUN_AT = 1_000_000;

/** Where an intent's lease stands, as its renewals would leave it in the database. */
class Lease {
  until = BEGUN_AT + LEASE_MS;
  renewals = 0;
  failing = false;

  readonly prisma = {
    intent: {
      updateMany: ({ where, data }: { where: Where; data: { leaseUntil: Date } }) => {
        if (this.failing) return Promise.reject(new Error('the database is away'));
        expect(where).toMatchObject({ id: 'intent', attempt: 3, state: 'PENDING' });
        const held = this.until > where.leaseUntil.gt.getTime();
        if (held) {
          this.until = data.leaseUntil.getTime();
          this.renewals += 1;
        }
        return Promise.resolve({ count: held ? 1 : 0 });
      },
    },
  } as unknown as PrismaClient;
}

interface Where {
  leaseUntil: { gt: Date };
}

let lease: Lease;
let store: IntentStore;
let finish: () => void;
let run: Promise<void>;

beforeEach(() => {
  jest.useFakeTimers({ now: BEGUN_AT });
  lease = new Lease();
  store = new IntentStore(lease.prisma, Date.now, {} as AuditTrail);
  run = store.hold(
    INTENT,
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
});
afterEach(() => {
  finish();
  jest.useRealTimers();
});

it('keeps the lease of a run that takes longer than one', async () => {
  for (let passed = 0; passed < 10 * LEASE_MS; passed += 1_000) {
    await jest.advanceTimersByTimeAsync(1_000);
    expect(lease.until).toBeGreaterThan(Date.now());
  }
});

it('keeps it although the database is away for a while', async () => {
  lease.failing = true;
  await jest.advanceTimersByTimeAsync((LEASE_MS * 2) / 3 - 1_000);
  lease.failing = false;
  await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
  expect(lease.until).toBeGreaterThan(Date.now());
});

it('lets it end with the run', async () => {
  await jest.advanceTimersByTimeAsync(LEASE_MS);
  finish();
  await run;
  const { renewals } = lease;
  await jest.advanceTimersByTimeAsync(5 * LEASE_MS);
  expect(lease.renewals).toBe(renewals);
  expect(lease.until).toBeLessThan(Date.now());
});

it('does not take back what was given up', async () => {
  lease.until = 0;
  await jest.advanceTimersByTimeAsync(LEASE_MS);
  expect(lease.until).toBe(0);
});
