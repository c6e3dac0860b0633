import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLCaller } from '../../support/graphql-caller';
import type { GatewayProcess } from '../../support/gateway-process';
import { databaseAccess } from '../../support/database-access';
import type { SimulatorControl } from '../../support/simulator-control';

/** Leases and pauses of recovery fit into it. */
const PATIENCE_MS = 150_000;

interface Seen {
  wallet: { status: string } | null;
}

/** Waits until nothing is under way any more, as support would see it; what stays so is answered. */
export async function settled(
  gateway: GatewayProcess,
  simulator: SimulatorControl,
): Promise<string[]> {
  const support = await gateway.as('support', 'ncw:support');
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const open = [...(await unsettled(support, simulator)), ...(await pendingIntents(gateway))];
    if (open.length === 0) break;
    if (Date.now() > deadline) return open;
    await sleep(500);
  }
  // What would come twice has had the time to come.
  await sleep(2_000);
  return [];
}

async function unsettled(support: GraphQLCaller, simulator: SimulatorControl): Promise<string[]> {
  const open: string[] = [];
  for (const { walletId } of await simulator.wallets()) {
    const { wallet } = await support.expectData<Seen>(
      'query ($id: ID!) { wallet(id: $id) { status } }',
      { id: walletId },
    );
    if (wallet?.status !== 'ACTIVE') open.push(`wallet ${walletId} is ${wallet?.status ?? '-'}`);
  }
  for (const { id, status } of await simulator.transactions()) {
    const { transaction } = await support.expectData<{ transaction: { rawStatus: string } | null }>(
      'query ($id: ID!) { transaction(id: $id) { rawStatus } }',
      { id },
    );
    if (transaction?.rawStatus !== status) {
      open.push(`transaction ${id} is ${status}, and shown as ${transaction?.rawStatus ?? '-'}`);
    }
  }
  return open;
}

/** On PostgreSQL a dead run's intent waits for its lease; the embedded database settles at the start. */
async function pendingIntents(gateway: GatewayProcess): Promise<string[]> {
  const url = gateway.settings['DATABASE_URL'];
  if (url === undefined) return [];
  const sql = databaseAccess(gateway.dataDir, url);
  const rows = await sql<{ key: string }>(`SELECT key FROM intents WHERE state = 'PENDING'`);
  return rows.map(({ key }) => `key ${key} is pending`);
}
