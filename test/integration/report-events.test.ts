import { randomUUID } from 'node:crypto';
import { TestGateway } from '../support/gateway';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { holdClock } from '../support/held-clock';

const RELAYS = 20;
const REPORTS = RELAYS / 10;

const CALL = '{"method":"get_all_keys"}';
const REPORT = '{"method":"report_event","params":[{"message":"a fault"}]}';

let gateway: TestGateway;
holdClock();

beforeAll(async () => {
  // What may go to Fireblocks comes back by the clock as well: it must be enough for all of it.
  const settings = { RATE_LIMIT_RELAY_RPC: String(RELAYS), FIREBLOCKS_CALLS_PER_MINUTE: '100000' };
  gateway = await TestGateway.start(settings);
});
afterAll(() => gateway.stop());

/** How many of so many relays were let through; the others were over their rate. */
async function relayed(caller: GraphQLCaller, payload: string, times: number): Promise<number> {
  const walletId = await caller.createWallet('wallet');
  const deviceId = await caller.assignDevice(walletId, deviceOf(caller));
  const input = { walletId, deviceId, payload };
  const answers = await Promise.all(
    Array.from({ length: times }, () => caller.send(RELAY, { input })),
  );
  const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
  expect(codes.filter((code) => code !== 'RATE_LIMITED')).toEqual([]);
  return times - codes.length;
}

const devices = new Map<GraphQLCaller, string>();
function deviceOf(caller: GraphQLCaller): string {
  const known = devices.get(caller) ?? randomUUID();
  devices.set(caller, known);
  return known;
}

it('telemetry leaves its caller every relay, however much there is of it', async () => {
  const caller = await gateway.as('talkative');
  expect(await relayed(caller, REPORT, 30)).toBe(REPORTS);
  expect(await relayed(caller, CALL, RELAYS)).toBe(RELAYS);
});

it('telemetry is told of faults when no relay is left', async () => {
  const caller = await gateway.as('busy');
  expect(await relayed(caller, CALL, RELAYS + 10)).toBeLessThan(RELAYS + 10);
  expect(await relayed(caller, REPORT, REPORTS)).toBe(REPORTS);
});

it.each([
  ['mentions it', '{"method":"get_all_keys","params":["report_event"]}'],
  ['names it first', '{"method":"report_event","method":"get_all_keys"}'],
])('a message that %s is no telemetry', async (_what, payload) => {
  const caller = await gateway.as(`sly ${payload}`);
  expect(await relayed(caller, payload, RELAYS)).toBe(RELAYS);
  expect(await relayed(caller, REPORT, REPORTS)).toBe(REPORTS);
});

it('what is refused names the telemetry', async () => {
  const caller = await gateway.as('refused');
  await relayed(caller, REPORT, REPORTS);
  const walletId = await caller.createWallet('wallet');
  const { message, extensions } = await caller.expectError(RELAY, {
    input: { walletId, deviceId: deviceOf(caller), payload: REPORT },
  });
  expect(message).toBe('report_event may be called 2 times in 60 s');
  expect(extensions.retryAfterMs).toBeGreaterThan(0);
});
