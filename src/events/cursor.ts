import { badInput } from '../api/gateway-error';

/**
 * A position in one wallet's log. A row of a snapshot has no place in the log: its cursor says
 * `snapshot`, and whoever resumes there is given a whole snapshot again.
 */
export interface StreamCursor {
  walletId: string;
  epoch: string;
  at: bigint | 'snapshot';
}

const FORM = /^1\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([0-9]{1,18}|s)$/;

export function encodeCursor({ walletId, epoch, at }: StreamCursor): string {
  return Buffer.from(`1.${walletId}.${epoch}.${at === 'snapshot' ? 's' : at}`).toString(
    'base64url',
  );
}

/** Throws BAD_USER_INPUT for what this wallet's stream never handed out. */
export function decodeCursor(text: string, walletId: string): StreamCursor {
  const [, wallet, epoch, at] = FORM.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (wallet !== walletId || epoch === undefined || at === undefined) {
    throw badInput('after', "must be a cursor that this wallet's stream handed out");
  }
  return { walletId, epoch, at: at === 's' ? 'snapshot' : BigInt(at) };
}
