import { randomBytes, randomUUID } from 'node:crypto';
import type { AnswerError, GraphQLCaller } from '../../support/graphql-caller';

export const REGISTER = `mutation ($input: RegisterPassphraseInput!) {
  registerPassphrase(input: $input) { passphrase { id } }
}`;

const AT_ONCE = 5;

/** Stores one thing after another until one is refused: what was acknowledged, and how it was refused. */
export async function storeUntilFull(
  caller: GraphQLCaller,
): Promise<{ stored: string[]; refused: AnswerError & { status: number } }> {
  const stored: string[] = [];
  const refusals: (AnswerError & { status: number })[] = [];
  const lane = async (): Promise<void> => {
    while (refusals.length === 0) {
      const id = randomUUID();
      const { errors, status } = await caller.send(REGISTER, {
        input: { passphraseId: id, location: 'OTHER' },
      });
      refusals.push(...errors.map((error) => ({ ...error, status })));
      if (errors.length === 0) stored.push(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { stored, refused: refusals[0]! };
}

/** Fireblocks' word of a transfer that leaves the wallet, and so much more that nobody reads. */
export function transferReport(
  walletId: string,
  filling = 0,
): { id: string; data: { id: string } } {
  const data = {
    id: randomUUID(),
    ...{ status: 'PENDING_SIGNATURE', subStatus: '', operation: 'TRANSFER' },
    ...{ assetId: 'ETH_TEST5', amount: 1, createdAt: Date.now(), lastUpdated: Date.now() },
    source: { type: 'END_USER_WALLET', id: '0', walletId },
    destination: { type: 'ONE_TIME_ADDRESS', id: null },
  };
  const envelope = {
    id: randomUUID(),
    eventType: 'transaction.status.updated',
    createdAt: Date.now(),
  };
  const more = randomBytes(filling / 2).toString('hex');
  return Object.assign(envelope, { more, data });
}

/** Those of these passphrases that the gateway does not know. */
export async function missing(caller: GraphQLCaller, ids: readonly string[]): Promise<string[]> {
  const lost: string[] = [];
  for (const id of ids) {
    const { passphrase } = await caller.expectData<{ passphrase: unknown }>(
      ...(['query ($id: ID!) { passphrase(id: $id) { id } }', { id }] as const),
    );
    if (passphrase === null) lost.push(id);
  }
  return lost;
}
