import { compareEvents } from './compare-events';
import { compareTransfers } from './compare-transfers';
import { compareWallets } from './compare-wallets';
import { compareAudit } from './compare-audit';
import type { Told } from './told';
import type { Truth } from './truth';

/** Everything that is not as it was promised; nothing when all is well. */
export function compare(told: Told, truth: Truth): string[] {
  return [
    ...told.wrongs,
    ...compareWallets(told, truth),
    ...compareTransfers(told, truth),
    ...compareEvents(told, truth),
    ...compareAudit(told, truth),
  ];
}
