import fc from 'fast-check';
import { readRpcMessage } from '../../../src/rpc/rpc-message';

const TAKEOVER = 'request_end_user_takeover';

/** As Go's encoding/json and other lenient readers find a member: the last that is alike. */
function lenientMethod(payload: string): unknown {
  const entries = Object.entries(JSON.parse(payload) as object);
  return entries.filter(([key]) => key.trim().toLowerCase() === 'method').at(-1)?.[1];
}

/** As a reader that copies members one by one finds it: `__proto__` becomes the prototype. */
function copiedMethod(payload: string): unknown {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(JSON.parse(payload) as object)) copy[key] = value;
  return copy['method'];
}

describe('a message that is read strictly', () => {
  it.each([
    ['a second method', `{"method":"get_all_keys","method":"${TAKEOVER}"}`, TAKEOVER],
    ['a first method', `{"method":"${TAKEOVER}","method":"get_all_keys"}`, 'get_all_keys'],
    ['an escaped key', `{"method":"get_all_keys","\\u006dethod":"${TAKEOVER}"}`, TAKEOVER],
    ['an escaped value', '{"method":"request_end_user_t\\u0061keover"}', TAKEOVER],
    [
      'a nested method',
      `{"method":"poll_mpc_msg","params":[{"method":"${TAKEOVER}"}]}`,
      'poll_mpc_msg',
    ],
  ])('is forwarded with the one method that was judged: %s', (_what, text, judged) => {
    const { name, payload } = readRpcMessage(text, true);
    expect(name).toBe(judged);
    expect(payload).toBe(JSON.stringify(JSON.parse(text)));
    expect(lenientMethod(payload)).toBe(judged);
    expect(payload.match(/(?<=[{,])"method"/g)?.length).toBe(text.includes('params') ? 2 : 1);
  });

  it('has no doubled key, however deep', () => {
    const text = '{"method":"x","params":[{"a":1,"\\u0061":2,"b":{"c":1,"c":2}}]}';
    expect(readRpcMessage(text, true).payload).toBe(
      '{"method":"x","params":[{"a":2,"b":{"c":2}}]}',
    );
  });

  it.each([
    '{}',
    '{"method":null}',
    '{"method":7}',
    `{"method":["${TAKEOVER}"]}`,
    `{"method":{"toString":"${TAKEOVER}"}}`,
    `{"Method":"${TAKEOVER}"}`,
    `{"method":"get_all_keys","METHOD":"${TAKEOVER}"}`,
    `{"method":"get_all_keys"," method ":"${TAKEOVER}"}`,
    `{"method":"get_all_keys","ｍethod":"${TAKEOVER}"}`,
    `{"__proto__":{"method":"${TAKEOVER}"}}`,
    `{"method":"get_all_keys","__proto__":{"method":"${TAKEOVER}"}}`,
    `{"method":"get_all_keys","\\u005f_proto__":{"method":"${TAKEOVER}"}}`,
  ])('is refused where others could read another method: %s', (text) => {
    expect(() => readRpcMessage(text, true)).toThrow('input.payload must name its method once');
  });

  it('is what the SDK wrote, byte for byte', () => {
    const anyMessage = fc.record({
      method: fc.string({ minLength: 1, unit: 'binary' }),
      headers: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.integer())),
      params: fc.array(fc.jsonValue(), { maxLength: 1 }),
    });
    fc.assert(
      fc.property(anyMessage, (message) => {
        const text = JSON.stringify(message);
        expect(readRpcMessage(text, true)).toMatchObject({ name: message.method, payload: text });
      }),
    );
  });

  it('means the same to every reader, or is refused', () => {
    const key = fc.constantFrom(
      ...['method', '\\u006dethod', 'METHOD', '__proto__', 'Method', 'params', 'constructor'],
    );
    const value = fc.constantFrom(
      ...['"get_all_keys"', `"${TAKEOVER}"`, `{"method":"${TAKEOVER}"}`, `["${TAKEOVER}"]`, 'null'],
    );
    const text = fc
      .array(fc.tuple(key, value), { maxLength: 5 })
      .map((members) => `{${members.map(([name, content]) => `"${name}":${content}`).join(',')}}`);
    fc.assert(
      fc.property(text, (hostile) => {
        let message: ReturnType<typeof readRpcMessage>;
        try {
          message = readRpcMessage(hostile, true);
        } catch {
          return;
        }
        expect(lenientMethod(message.payload)).toBe(message.name);
        expect(copiedMethod(message.payload)).toBe(message.name);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a message that need not be judged', () => {
  it.each(['{"method":"x","method":"y"}', ' {"a": 1.0, "big": 12345678901234567890} ', '{}'])(
    'is forwarded as it came: %s',
    (text) => {
      expect(readRpcMessage(text, false).payload).toBe(text);
    },
  );
});
