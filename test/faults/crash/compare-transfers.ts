import { intentsByKey, outcomeOf } from './compare-wallets';
import type { Keyed, Told } from './told';
import type { SimulatedTransaction } from '../../support/simulator-control';
import type { StoredIntent, Truth } from './truth';

/** Times of signing are known to the second before. */
const SECOND_MS = 1_000;

/** No transfer sent twice, none sent by itself, and each known as it is at Fireblocks. */
export function compareTransfers(told: Told, truth: Truth): string[] {
  return [...compareStates(truth), ...compareSent(told, truth)];
}

function compareStates({ simulated, transactions }: Truth): string[] {
  const stored = new Map(
    transactions.map(({ id, status, sub_status }) => [id, `${status}/${sub_status}`]),
  );
  const wrongs = simulated.transactions
    .filter(({ id, status, subStatus }) => stored.get(id) !== `${status}/${subStatus}`)
    .map(({ id, status }) => `transaction ${id} is ${status}, stored as ${stored.get(id) ?? '-'}`);
  if (stored.size !== simulated.transactions.length) {
    wrongs.push(`${stored.size} transactions are stored of ${simulated.transactions.length}`);
  }
  return wrongs;
}

function compareSent(told: Told, truth: Truth): string[] {
  const outgoing = truth.simulated.transactions.filter(({ source }) => source.walletId);
  const sent = new Map(outgoing.map((one) => [one.externalTxId, one]));
  const intents = intentsByKey(truth, 'createTransaction');
  const wrongs = told.transfers.flatMap((keyed) => {
    const intent = intents.get(`${keyed.owner} ${keyed.key}`);
    const transfer = intent && sent.get(`ncw-${intent.id}`);
    return [
      ...outcomeOf(keyed, intent, 'SUCCEEDED', 'NOT_SENT'),
      ...compareTransfer(keyed, intent, transfer),
    ];
  });
  const known = new Set(truth.intents.map(({ id }) => `ncw-${id}`));
  const unknown = outgoing.filter(({ externalTxId }) => !known.has(externalTxId));
  return [
    ...wrongs,
    ...unknown.map(({ id }) => `transfer ${id} belongs to no key`),
    ...(sent.size === outgoing.length ? [] : ['a transfer was sent twice']),
  ];
}

function compareTransfer(
  keyed: Keyed,
  intent: StoredIntent | undefined,
  transfer: SimulatedTransaction | undefined,
): string[] {
  const [made, sent] = [intent?.entity_id ?? 'nothing', transfer?.id ?? 'nothing'];
  if (made !== sent) return [`key ${keyed.key} stands for ${made}, and sent ${sent}`];
  if (!transfer || wasAskedFor(transfer.signedAt, keyed)) return [];
  return [`transfer ${sent} was sent when nobody asked for it`];
}

/**
 * Whether its user was asking for it when the gateway signed the call. When it arrived tells less: a
 * killed process' last words may be read long after their end, and after the start of the next one.
 */
function wasAskedFor(signedAt: number | undefined, { attempts }: Keyed): boolean {
  return attempts.some(
    ({ from, to }) => signedAt !== undefined && signedAt > from - SECOND_MS && signedAt <= to,
  );
}
