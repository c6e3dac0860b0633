import { isDeepStrictEqual } from 'node:util';
import type { PlannedTransaction } from './plan';
import type { Rows } from './rows';
import { noteOf } from './told';

export interface Played {
  transactionIds: readonly string[];
  walletIds: readonly string[];
}

/** Where the storm has left another state than the ordered stream, or another than was planned. */
export function compareStates(
  plan: readonly PlannedTransaction[],
  rows: Rows,
  ordered: Played,
  storm: Played,
): string[] {
  const read = statesOf(rows);
  return plan.flatMap(({ reports }, index) => {
    const [expected, actual] = [read(ordered, index), read(storm, index)];
    const { status, subStatus, confirmations } = reports.at(-1)!;
    // The note was told once at least, and often left out later.
    const planned = { status, sub_status: subStatus, confirmations, note: noteOf(index) };
    const asPlanned = isDeepStrictEqual({ ...expected.row, ...planned }, expected.row);
    return [
      ...(asPlanned ? [] : [`${JSON.stringify(planned)} was told, ${print(expected)} is known`]),
      ...(isDeepStrictEqual(actual, expected)
        ? []
        : [`the storm made ${print(actual)} of ${print(expected)}: ${JSON.stringify(reports)}`]),
    ];
  });
}

/** Numbered without gaps, none told twice, and each transaction's last one says how it ended. */
export function compareLogs(rows: Rows, late: ReadonlySet<string>): string[] {
  const ends = new Map(rows.transactions.map((each) => [each.id, stateOf(each)]));
  return rows.wallets.flatMap(({ id, event_seq }) => {
    const log = rows.events.filter((event) => event.wallet_id === id);
    const gapless = log.every(({ seq }, at) => Number(seq) === at + 1);
    const { last, wrongs } = readLog(id, log);
    if (!gapless || log.length !== Number(event_seq)) {
      wrongs.push(`the log of ${id} has ${log.length} rows up to ${event_seq}`);
    }
    for (const { transaction_id } of rows.roles.filter(({ wallet_id }) => wallet_id === id)) {
      const [heard, end] = [last.get(transaction_id), ends.get(transaction_id)];
      // What had ended before the wallet was known here was told to nobody.
      if (heard !== end && !(heard === undefined && late.has(id))) {
        wrongs.push(`${id} heard ${heard ?? 'nothing'} of what is ${end ?? '-'}`);
      }
    }
    return wrongs;
  });
}

/** What was told last of each transaction; and what was told twice, or later than what it precedes. */
function readLog(walletId: string, log: Rows['events']) {
  const wrongs: string[] = [];
  const last = new Map<string, string>();
  const times = new Map<string, string>();
  for (const event of log) {
    const { transaction_id: id, at } = event;
    if (last.get(id) === stateOf(event) || (times.get(id) ?? at) > at) {
      wrongs.push(`${walletId} was told ${stateOf(event)} (${at}) after ${last.get(id) ?? '-'}`);
    }
    last.set(id, stateOf(event));
    times.set(id, at);
  }
  return { last, wrongs };
}

function stateOf({ status, sub_status }: { status: string; sub_status: string }): string {
  return `${status} ${sub_status}`;
}

function statesOf({ transactions, roles }: Rows) {
  const rowOf = new Map(transactions.map((row) => [row.id, row]));
  return ({ transactionIds, walletIds }: Played, index: number) => {
    const { id: _id, ...row } = { ...rowOf.get(transactionIds[index]!) };
    const places = roles
      .filter(({ transaction_id }) => transaction_id === transactionIds[index])
      .map(
        ({ wallet_id, role, account_id }) =>
          `${walletIds.indexOf(wallet_id)} ${role} ${account_id}`,
      );
    return { row, roles: places.sort() };
  };
}

function print(value: unknown): string {
  return JSON.stringify(value);
}
