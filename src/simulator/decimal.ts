/** Decimal strings are added and compared as integers of this many decimal places: never as floats. */
const PLACES = 36;
const SCALE = 10n ** BigInt(PLACES);
const DECIMAL = /^[0-9]{1,60}(\.[0-9]{1,36})?$/;

/** True for a non-negative decimal in plain notation, such as `0.01`; no sign, no exponent. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

function toUnits(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(whole) * SCALE + BigInt(fraction.padEnd(PLACES, '0'));
  return negative ? -units : units;
}

function fromUnits(units: bigint): string {
  const positive = units < 0n ? -units : units;
  const fraction = (positive % SCALE).toString().padStart(PLACES, '0').replace(/0+$/, '');
  const whole = (positive / SCALE).toString();
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

export function add(left: string, right: string): string {
  return fromUnits(toUnits(left) + toUnits(right));
}

export function subtract(left: string, right: string): string {
  return fromUnits(toUnits(left) - toUnits(right));
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compare(left: string, right: string): number {
  const difference = toUnits(left) - toUnits(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
