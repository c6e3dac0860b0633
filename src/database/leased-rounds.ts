import type { Logger } from '../shared/logger';
import { Rounds } from '../shared/rounds';
import type { PrismaClient } from './generated/client';
import { JobLease } from './job-lease';

interface LeasedRoundsOptions {
  prisma: PrismaClient;
  /** Of the job, the same on every instance. */
  name: string;
  everyMs: number;
  round: (lease: JobLease, reached: number | undefined, closed: AbortSignal) => Promise<void>;
  log: Logger;
}

/** Background work in rounds that one instance at a time does; another takes over from a dead one. */
export class LeasedRounds {
  private readonly lease: JobLease;
  private readonly rounds: Rounds;

  constructor({ prisma, round, ...options }: LeasedRoundsOptions) {
    const lease = new JobLease(prisma, options.name);
    this.lease = lease;
    this.rounds = new Rounds({
      ...options,
      round: async (closed) => {
        const taken = await lease.take();
        if (taken) await round(lease, taken.position, closed);
      },
    });
  }

  start(): void {
    this.rounds.start();
  }

  /** Hands the job on at once. */
  async close(): Promise<void> {
    await this.rounds.close();
    await this.lease.release().catch(() => undefined);
  }
}
