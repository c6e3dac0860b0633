import { isAssetId, isConnectionId, parseUuid } from '../shared/ids';
import { isRecord } from '../shared/is-record';

/** What a call is about. Ids only: whatever else a client wrote is not repeated. */
export interface Subject {
  walletId: string | null;
  deviceId: string | null;
  resourceId: string | null;
}

/** From a root field's arguments, which may still be anything. */
export function readSubject(action: string, args: unknown): Subject {
  const input = isRecord(args) ? (args['input'] ?? args['filter'] ?? args) : undefined;
  const id = uuidAt(input, 'id');
  return {
    walletId: uuidAt(input, 'walletId') ?? (action === 'wallet' ? id : null),
    deviceId: uuidAt(input, 'deviceId') ?? (action === 'device' ? id : null),
    resourceId: resourceAt(input) ?? (action === 'wallet' || action === 'device' ? null : id),
  };
}

function resourceAt(input: unknown): string | null {
  return (
    uuidAt(input, 'transactionId') ??
    uuidAt(input, 'passphraseId') ??
    idAt(input, 'connectionId', isConnectionId) ??
    idAt(input, 'assetId', isAssetId)
  );
}

export function uuidAt(value: unknown, name: string): string | null {
  const text = isRecord(value) ? value[name] : undefined;
  return typeof text === 'string' ? (parseUuid(text) ?? null) : null;
}

function idAt(value: unknown, name: string, isId: (text: string) => boolean): string | null {
  const text = isRecord(value) ? value[name] : undefined;
  return typeof text === 'string' && isId(text) ? text : null;
}
