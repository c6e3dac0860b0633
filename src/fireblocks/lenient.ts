import { z } from 'zod';
import { knownAmount } from './plain-decimal';

/*
 * Readers for fields that Fireblocks may leave out, send as null, or send as another type than its
 * documentation says. What cannot be read is null, never a failure of the whole answer.
 */

/** PostgreSQL stores no NUL, and no field of Fireblocks' has a use for one. */
const withoutNul = (text: string): string => text.replaceAll('\0', '');

/** Text that carries something; empty text is how Fireblocks writes 'none'. */
export const textOrNull = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? withoutNul(value) || null : null));

/** An id that arrives as text or as a number. */
export const idOrNull = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? withoutNul(value) || null
        : null,
  );

export const amountOrNull = z
  .unknown()
  .optional()
  .transform((value) => knownAmount(value) ?? null);

export const booleanOrNull = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'boolean' ? value : null));

export const numberOrNull = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null));

/** Epoch milliseconds, sent as a number or as digits. */
export const epochOrNull = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
      ? Math.trunc(Number(value))
      : null,
  );
