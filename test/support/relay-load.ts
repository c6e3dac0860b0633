import { setTimeout as sleep } from 'node:timers/promises';
import { RELAY, type Answer, type GraphQLCaller } from './graphql-caller';

/** A user with one device. */
export interface RelayUser {
  caller: GraphQLCaller;
  walletId: string;
  deviceId: string;
}

export type RelayAnswer = Answer<{ relayRpc: { response: unknown } | null }>;

export const CALL = { method: 'get_all_keys' };

export async function newRelayUser(caller: GraphQLCaller): Promise<RelayUser> {
  const walletId = await caller.createWallet();
  return { caller, walletId, deviceId: await caller.assignDevice(walletId) };
}

export function relay(
  { caller, walletId, deviceId }: RelayUser,
  message: unknown,
): Promise<RelayAnswer> {
  const payload = JSON.stringify(message);
  return caller.send(RELAY, { input: { walletId, deviceId, payload } });
}

/** What became of each relay that was offered, and whose it was. */
export interface Outcome {
  user: RelayUser;
  answer: RelayAnswer;
}

/** Offers relays at an even rate, those of all users in turn, and waits for every answer. */
export async function offerRelays(
  users: readonly RelayUser[],
  { seconds, perSecond }: { seconds: number; perSecond: number },
): Promise<{ served: Outcome[]; refused: Outcome[]; tookSeconds: number }> {
  const outcomes: Promise<Outcome>[] = [];
  const startedAt = Date.now();
  const passed = (): number => (Date.now() - startedAt) / 1_000;
  while (passed() < seconds) {
    while (outcomes.length < passed() * perSecond) {
      const user = users[outcomes.length % users.length]!;
      outcomes.push(relay(user, CALL).then((answer) => ({ user, answer })));
    }
    await sleep(10);
  }
  const all = await Promise.all(outcomes);
  return {
    served: all.filter(({ answer }) => answer.errors.length === 0),
    refused: all.filter(({ answer }) => answer.errors.length > 0),
    tookSeconds: passed(),
  };
}

/** A refusal that says what happened, and when it is worth trying again. */
export function expectClear({ status, errors }: RelayAnswer): void {
  expect([429, 503]).toContain(status);
  expect(errors).toHaveLength(1);
  expect(['OVERLOADED', 'RATE_LIMITED']).toContain(errors[0]!.extensions.code);
  expect(errors[0]!.extensions.retryable).toBe(true);
  expect(errors[0]!.extensions.retryAfterMs).toBeGreaterThan(0);
}
