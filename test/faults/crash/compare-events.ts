import type { Told } from './told';
import type { Truth } from './truth';

/** No event missing or double: in the log, and for whoever has followed it across the kills. */
export function compareEvents(told: Told, truth: Truth): string[] {
  const wrongs: string[] = [];
  for (const { id, event_seq } of truth.wallets) {
    const seqs = truth.events.filter((row) => row.wallet_id === id).map(({ seq }) => Number(seq));
    const gapless = seqs.every((seq, index) => seq === index + 1);
    if (!gapless || seqs.length !== Number(event_seq)) {
      wrongs.push(`the log of ${id} has ${seqs.join()} up to ${event_seq}`);
    }
  }
  for (const { id, state, error } of truth.notifications) {
    wrongs.push(`webhook ${id} was acknowledged and left ${state}: ${error ?? ''}`);
  }
  for (const { walletId, events } of told.streams) {
    const heard = events
      .filter(({ kind }) => kind === 'STATUS')
      .map((event) => `${event.transactionId} ${event.rawStatus} ${event.subStatus ?? ''}`.trim());
    const written = truth.events
      .filter((row) => row.wallet_id === walletId && row.role === 'SOURCE')
      .map((row) => `${row.transaction_id} ${row.status} ${row.sub_status}`.trim());
    // The user closed the app when the last transfer was complete; nothing before it is missing.
    const expected = written.slice(0, heard.length);
    if (heard.join('\n') !== expected.join('\n')) {
      wrongs.push(`${walletId} heard\n  ${heard.join('\n  ')}\nof\n  ${written.join('\n  ')}`);
    }
    if (new Set(written).size !== written.length) {
      wrongs.push(`the log of ${walletId} repeats itself: ${written.join()}`);
    }
    const resync = events.filter(({ kind }) => kind === 'RESYNC_REQUIRED').length;
    if (resync > 0) wrongs.push(`${walletId} had to start anew ${resync} times`);
  }
  return wrongs;
}
