import { isAccountId, isAssetId, parseUuid } from '../shared/ids';
import { badInput } from './gateway-error';

/** The id in lower case. Throws BAD_USER_INPUT naming the field. */
export function requireUuid(field: string, text: string): string {
  const id = parseUuid(text);
  if (id === undefined) throw badInput(field, 'must be a UUID');
  return id;
}

export function requireAccountId(field: string, text: string): string {
  if (!isAccountId(text)) throw badInput(field, 'must be an account number such as "0"');
  return text;
}

export function requireAssetId(field: string, text: string): string {
  if (!isAssetId(text)) throw badInput(field, 'must be a Fireblocks asset id such as "ETH_TEST5"');
  return text;
}

/** Text of 1 to `max` characters. PostgreSQL cannot hold NUL, and a lone surrogate is no text. */
export function requireText(field: string, text: string, max: number): string {
  if (text.length === 0 || text.length > max) {
    throw badInput(field, `must have 1 to ${max} characters`);
  }
  if (text.includes('\0')) throw badInput(field, 'must not contain a NUL character');
  if (/\p{Surrogate}/u.test(text)) throw badInput(field, 'must be well-formed Unicode');
  return text;
}

/** Null and absent are the same: nothing was said. */
export function optional<Value, Parsed>(
  value: Value | null | undefined,
  parse: (value: Value) => Parsed,
): Parsed | undefined {
  return value === null || value === undefined ? undefined : parse(value);
}

/** Why something was done, for the record; blank is no reason. */
export function requireReason(reason: string): string {
  return requireText('input.reason', reason.trim(), 500);
}

/** A `sub` as the gateway accepts it in tokens. */
export function requireUserId(field: string, id: string): string {
  return requireText(field, id, 255);
}

/** As Stripe's: 1 to 255 characters, chosen by the client. */
export function requireIdempotencyKey(key: string): string {
  return requireText('input.idempotencyKey', key, 255);
}
