import { randomUUID } from 'node:crypto';
import type { PrismaClient } from './generated/client';

/** How long a job stays with an instance that says nothing more. */
const LEASE_S = 60;

/** Lets one instance at a time do a background job, and keeps how far the job has come. */
export class JobLease {
  private readonly holder = randomUUID();

  constructor(
    private readonly prisma: PrismaClient,
    private readonly name: string,
  ) {}

  /** Undefined while another instance has the job; otherwise it is this one's for a minute. */
  async take(): Promise<{ position: number | undefined } | undefined> {
    const [row] = await this.prisma.$queryRaw<{ position: bigint | null }[]>`
      INSERT INTO job_leases (name, holder, lease_until)
      VALUES (${this.name}, ${this.holder}::uuid, now() + ${LEASE_S} * interval '1 second')
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
       WHERE job_leases.lease_until <= now() OR job_leases.holder = excluded.holder
      RETURNING position`;
    if (!row) return undefined;
    return { position: row.position === null ? undefined : Number(row.position) };
  }

  /** Remembers how far the job has come, if it still is this instance's. */
  async reached(position: number): Promise<void> {
    await this.prisma.jobLease.updateMany({
      where: { name: this.name, holder: this.holder },
      data: { position: BigInt(position) },
    });
  }

  /** Hands the job on at once. */
  async release(): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE job_leases SET lease_until = now()
       WHERE name = ${this.name} AND holder = ${this.holder}::uuid`;
  }
}
