import { loadConfig } from '../../../src/config';
import { faultsOf } from './environments';

const limits = (environment: Record<string, string>) => loadConfig(environment).limits;

describe('limits', () => {
  it.each([
    ['RATE_LIMIT_CREATE_WALLET', 'createWallet'],
    ['RATE_LIMIT_ASSIGN_DEVICE', 'assignDevice'],
    ['RATE_LIMIT_CREATE_TRANSACTION', 'createTransaction'],
    ['RATE_LIMIT_RELAY_RPC', 'relayRpc'],
    ['RATE_LIMIT_OTHER', 'other'],
  ])('%s sets %s and no other', (name, field) => {
    expect(limits({ [name]: '7' })).toEqual({ ...limits({}), [field]: 7 });
  });

  it('are all multiplied by RATE_LIMIT_FACTOR', () => {
    expect(limits({ RATE_LIMIT_FACTOR: '2.5', RATE_LIMIT_OTHER: '3' })).toEqual({
      createWallet: 50,
      assignDevice: 75,
      createTransaction: 150,
      relayRpc: 2_500,
      other: 8,
    });
  });

  it('leave one call, however small the factor is', () => {
    expect(limits({ RATE_LIMIT_FACTOR: '0.001' })).toEqual({
      createWallet: 1,
      assignDevice: 1,
      createTransaction: 1,
      relayRpc: 1,
      other: 1,
    });
  });

  it('take 0 wallets for a user as unlimited, and refuse 0 calls', () => {
    expect(loadConfig({ WALLETS_PER_USER: '0' }).walletsPerUser).toBe(0);
    expect(faultsOf({ RATE_LIMIT_RELAY_RPC: '0' })).toHaveLength(1);
  });
});
