import { JobLease } from '../../src/database/job-lease';
import { LeasedRounds } from '../../src/database/leased-rounds';
import { createLogger } from '../../src/shared/logger';
import { databaseKinds } from '../support/databases';
import { OwnershipWorld } from '../support/ownership';
import { eventually } from '../support/simulator-client';

/** So often that whoever may work has done so many times before another has had its turn. */
const EVERY_MS = 5;

describe.each(databaseKinds)('background work on the $name database', (kind) => {
  let world: OwnershipWorld;

  beforeAll(async () => {
    world = await OwnershipWorld.open(kind);
  });
  afterAll(() => world.close());

  /** An instance's part in the work; `reached` is how far it found the work to be. */
  function instance(name: string) {
    const { prisma } = world.database;
    const done = { rounds: 0, reached: [] as (number | undefined)[] };
    const work = new LeasedRounds({
      ...{ prisma, name, everyMs: EVERY_MS, log: createLogger('silent') },
      round: async (lease, reached) => {
        done.rounds += 1;
        done.reached.push(reached);
        await lease.reached((reached ?? 0) + 1);
      },
    });
    return { work, done };
  }

  const rounds = ({ done }: ReturnType<typeof instance>, count: number): Promise<true> =>
    eventually(() => Promise.resolve(done.rounds >= count ? (true as const) : undefined));

  it('is done by one instance at a time, and goes on elsewhere where that one ends', async () => {
    const [one, other] = [instance('orderly'), instance('orderly')];
    one.work.start();
    await rounds(one, 1);
    other.work.start();
    await rounds(one, 20);
    expect(other.done.rounds).toBe(0);

    await one.work.close();
    const { rounds: ended } = one.done;
    await rounds(other, 1);
    expect(one.done.rounds).toBe(ended);
    // It begins where the first has got to.
    expect(other.done.reached[0]).toBe(ended);
    await other.work.close();
  });

  it('goes on elsewhere a minute after its instance has died, which has no say any more', async () => {
    const { prisma } = world.database;
    const [dead, other] = [new JobLease(prisma, 'killed'), new JobLease(prisma, 'killed')];
    const passes = (seconds: number): Promise<unknown> => prisma.$executeRaw`
      UPDATE job_leases SET lease_until = lease_until - ${seconds} * interval '1 second'
       WHERE name = 'killed'`;
    expect(await dead.take()).toEqual({ position: undefined });
    await dead.reached(7);
    await passes(30);
    expect(await other.take()).toBeUndefined();
    await passes(31);
    expect(await other.take()).toEqual({ position: 7 });
    // It was only slow.
    expect(await dead.take()).toBeUndefined();
    await dead.reached(99);
    await dead.release();
    expect(await dead.take()).toBeUndefined();
    expect(await other.take()).toEqual({ position: 7 });
  });
});
