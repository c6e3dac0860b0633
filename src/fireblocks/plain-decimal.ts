const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;

/** The number as decimal digits without an exponent (`1e-7` → `0.0000001`); undefined if it is none. */
export function plainDecimal(value: string | number): string | undefined {
  const text = String(value).trim();
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (exponent === undefined) return text;
  return sign + shiftPoint(whole, fraction, Number(exponent));
}

/** As `plainDecimal`, but undefined for negative amounts too: Fireblocks writes -1 for 'unknown'. */
export function knownAmount(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const decimal = plainDecimal(value);
  return decimal?.startsWith('-') ? undefined : decimal;
}

function shiftPoint(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
