import type { Random } from './random';

export const TEXTS = [
  ...['', ' ', '\0', '..', '../..', '%2e%2e%2f', 'null', '__proto__', 'constructor', '0', '-1'],
  ...['1e308', '0x10', '💥', '\ud800', 'a'.repeat(300), 'ＡＤＭＩＮ', "'; DROP TABLE wallets; --"],
  ...['{"method":"poll_mpc_msg"}', '[]', 'ETH_TEST5', '6bdf66ce-a9ef-4f6d-8438-46cc0766cb21'],
];
const NUMBERS = [0, -0, 1, -1, 0.1, 101, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308];

/** Any JSON value, small and hostile. */
export function anyJson(random: Random, depth = 3): unknown {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(NUMBERS);
    case 3:
    case 4:
      return random.pick(TEXTS);
    case 5:
      return Array.from({ length: random.below(4) }, () => anyJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [
          random.pick(TEXTS) || 'key',
          anyJson(random, depth - 1),
        ]),
      );
  }
}

const SCRAPS = ['{', '}', '(', ')', '"', '"""', '$', '@', '...', '#', '\\u', '\ufeff', '\0', '\n'];

/** The text with some of it lost, doubled, put elsewhere or replaced. */
export function damaged(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(result.length + 1);
    const length = random.below(12);
    const rest = result.slice(at + length);
    const piece = result.slice(at, at + length);
    const repaired = [rest, random.pick(SCRAPS) + rest, piece + piece + rest, rest + piece];
    result = result.slice(0, at) + random.pick(repaired);
  }
  return result;
}
