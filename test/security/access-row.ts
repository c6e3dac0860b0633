/* The form of the access table's rows; the rows themselves are in the files beside. */

/** What exists when a row is tried. */
export interface World {
  walletId: string;
  deviceId: string;
  transactionId: string;
  passphraseId: string;
  connectionId: string;
  /** Another, which is denied. */
  unwantedConnectionId: string;
}

/**
 * What a caller is given: `seen`, `nothing` (null, or a list without it), or an error's code. Who
 * brings no good token is always UNAUTHENTICATED and has no column.
 */
export interface Expected {
  owner: string;
  ownerOfFrozen: string;
  ownerOfDisabledDevice: string;
  stranger: string;
  support: string;
  admin: string;
}

export interface Row {
  field: string;
  document: string;
  variables: (world: World) => Record<string, unknown>;
  /** Stands in the answer when the resource was seen. */
  mark: (world: World) => string;
  expected: Expected;
}

export const all = (outcome: string): Expected => ({
  owner: outcome,
  ownerOfFrozen: outcome,
  ownerOfDisabledDevice: outcome,
  stranger: outcome,
  support: outcome,
  admin: outcome,
});

export const owned = { ...all('seen'), stranger: 'nothing' };
