import { loadConfig } from '../../../src/config';
import { faultsOf } from './environments';

const limits = (environment: Record<string, string>) => loadConfig(environment).limits;
const sockets = (environment: Record<string, string>) => loadConfig(environment).sockets;

describe('limits', () => {
  it.each([
    ['RATE_LIMIT_CREATE_WALLET', 'createWallet'],
    ['RATE_LIMIT_ASSIGN_DEVICE', 'assignDevice'],
    ['RATE_LIMIT_CREATE_TRANSACTION', 'createTransaction'],
    ['RATE_LIMIT_RELAY_RPC', 'relayRpc'],
    ['RATE_LIMIT_OTHER', 'other'],
    ['FIREBLOCKS_CALLS_PER_MINUTE', 'fireblocksCalls'],
    ['OPERATION_COST_LIMIT', 'operationCost'],
  ])('%s sets %s and no other', (name, field) => {
    expect(limits({ [name]: '77' })).toEqual({ ...limits({}), [field]: 77 });
  });

  it('are all multiplied by RATE_LIMIT_FACTOR', () => {
    expect(limits({ RATE_LIMIT_FACTOR: '2.5', RATE_LIMIT_OTHER: '3' })).toEqual({
      createWallet: 50,
      assignDevice: 75,
      createTransaction: 150,
      relayRpc: 2_500,
      other: 8,
      exceptions: [],
      fireblocksCalls: 2_500,
      operationCost: 5_000,
      callerCost: 125_000,
    });
  });

  it.each([
    ['SOCKETS_PER_USER', 'perUser'],
    ['SOCKETS_PER_ADDRESS', 'perAddress'],
    ['SOCKET_MESSAGES_PER_MINUTE', 'messagesPerMinute'],
    ['SOCKET_INIT_SECONDS', 'initSeconds'],
    ['SOCKET_STALL_SECONDS', 'stallSeconds'],
  ])('of sockets: %s sets %s and no other', (name, field) => {
    expect(sockets({ [name]: '7' })).toEqual({ ...sockets({}), [field]: 7 });
    expect(faultsOf({ [name]: '0' })).toHaveLength(1);
  });

  it('of sockets are multiplied where they count something', () => {
    expect(sockets({ RATE_LIMIT_FACTOR: '2' })).toEqual({
      ...{ perUser: 200, perAddress: 4_000, messagesPerMinute: 6_000 },
      ...{ initSeconds: 5, stallSeconds: 30 },
    });
  });

  it('leave one call, and Fireblocks twenty, however small the factor is', () => {
    expect(limits({ RATE_LIMIT_FACTOR: '0.001' })).toEqual({
      createWallet: 1,
      assignDevice: 1,
      createTransaction: 1,
      relayRpc: 1,
      other: 1,
      exceptions: [],
      fireblocksCalls: 20,
      operationCost: 5_000,
      callerCost: 5_000,
    });
  });

  it('keep a budget that is said as it is', () => {
    const said = { RATE_LIMIT_FACTOR: '1000', FIREBLOCKS_CALLS_PER_MINUTE: '300' };
    expect(limits(said).fireblocksCalls).toBe(300);
    expect(limits({ RATE_LIMIT_FACTOR: '5000' }).fireblocksCalls).toBe(1_000_000);
    expect(faultsOf({ FIREBLOCKS_CALLS_PER_MINUTE: '19' })).toHaveLength(1);
  });

  it('let an operation cost no more than its caller may spend', () => {
    expect(limits({ RATE_LIMIT_COST: '5000' }).callerCost).toBe(5_000);
    expect(faultsOf({ RATE_LIMIT_COST: '4999' })).toHaveLength(1);
    expect(faultsOf({ OPERATION_COST_LIMIT: '50001' })).toHaveLength(1);
    expect(faultsOf({ OPERATION_COST_LIMIT: '50000' })).toEqual([]);
  });

  it('take 0 wallets for a user as unlimited, and refuse 0 calls', () => {
    expect(loadConfig({ WALLETS_PER_USER: '0' }).walletsPerUser).toBe(0);
    expect(faultsOf({ RATE_LIMIT_RELAY_RPC: '0' })).toHaveLength(1);
  });
});
