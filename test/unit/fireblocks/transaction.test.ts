import fc from 'fast-check';
import { knownAmount, plainDecimal } from '../../../src/fireblocks/plain-decimal';
import { parseTransaction, walletRoles } from '../../../src/fireblocks/transaction';
import { TX, WALLET } from './support/values';

const OTHER = '44444444-4444-4444-8444-444444444444';
const user = (walletId: string, id: unknown = '0') => ({
  id,
  type: 'END_USER_WALLET',
  walletId,
  name: 'External',
  subType: '',
});

const full = {
  id: TX.toUpperCase(),
  createdAt: 1_760_000_000_000,
  lastUpdated: 1_760_000_001_200,
  assetId: 'ETH_TEST5',
  operation: 'TRANSFER',
  source: user(WALLET.toUpperCase()),
  destination: { id: null, type: 'ONE_TIME_ADDRESS', name: 'N/A', subType: '' },
  destinations: [],
  amount: 0.01,
  netAmount: -1,
  networkFee: -1,
  amountInfo: { amount: '0.010', requestedAmount: '0.01' },
  feeInfo: {},
  feeCurrency: 'ETH_TEST5',
  sourceAddress: '',
  destinationAddress: '0xdest',
  destinationTag: '',
  status: 'PENDING_SIGNATURE',
  subStatus: '',
  txHash: '',
  note: '',
  externalTxId: 'gw-1',
  numOfConfirmations: 0,
};

describe('parseTransaction', () => {
  it('reads a full one into one spelling', () => {
    expect(parseTransaction(full)).toEqual({
      id: TX,
      externalTxId: 'gw-1',
      status: 'PENDING_SIGNATURE',
      subStatus: null,
      operation: 'TRANSFER',
      assetId: 'ETH_TEST5',
      amount: '0.010',
      feeCurrency: 'ETH_TEST5',
      note: null,
      txHash: null,
      numOfConfirmations: 0,
      createdAt: 1_760_000_000_000,
      lastUpdated: 1_760_000_001_200,
      source: {
        id: '0',
        type: 'END_USER_WALLET',
        walletId: WALLET,
        name: 'External',
        subType: null,
      },
      destination: {
        id: null,
        type: 'ONE_TIME_ADDRESS',
        walletId: null,
        name: 'N/A',
        subType: null,
      },
      destinations: [],
      destinationAddress: '0xdest',
      destinationTag: null,
      sourceAddress: null,
    });
  });

  it('reads one of which hardly anything is known', () => {
    expect(
      parseTransaction({ id: TX, status: 'NEW_ONE', source: null, destinations: null }),
    ).toEqual({
      id: TX,
      externalTxId: null,
      status: 'NEW_ONE',
      subStatus: null,
      operation: null,
      assetId: null,
      amount: null,
      note: null,
      txHash: null,
      numOfConfirmations: 0,
      createdAt: 0,
      lastUpdated: 0,
      source: null,
      destination: null,
      destinations: [],
      destinationAddress: null,
      destinationTag: null,
      sourceAddress: null,
    });
  });

  it.each([
    [{ amountInfo: { amount: '1.0' }, amount: 1 }, '1.0'],
    [{ amount: 1e-7 }, '0.0000001'],
    [{ amount: 1.5e21 }, '1500000000000000000000'],
    [{ amount: -1, amountInfo: { amount: '-1', requestedAmount: '2' } }, '2'],
    [{ amount: -1, requestedAmount: 3 }, '3'],
    [{ amount: -1 }, null],
    [{ amount: null, amountInfo: null }, null],
    [{ amount: 'much' }, null],
    [{ amount: '0.000000000000000001' }, '0.000000000000000001'],
  ])('takes the amount of %j as %j', (money, amount) => {
    expect(parseTransaction({ id: TX, status: 'A', ...money }).amount).toBe(amount);
  });

  it('takes the fee from feeInfo, then from the number, else leaves it out', () => {
    const fee = (money: object) => parseTransaction({ id: TX, status: 'A', ...money }).networkFee;
    expect(fee({ feeInfo: { networkFee: '0.00042' }, networkFee: 1 })).toBe('0.00042');
    expect(fee({ feeInfo: {}, networkFee: 0.5 })).toBe('0.5');
    expect('networkFee' in parseTransaction({ id: TX, status: 'A', networkFee: -1 })).toBe(false);
  });

  it('survives fields of other types, and drops NUL', () => {
    const odd = { note: 'a\0b', txHash: 7, numOfConfirmations: '3', source: 'x', createdAt: '12' };
    const parsed = parseTransaction({ id: TX, status: 'A', ...odd, errorDescription: 'why' });
    expect(parsed).toMatchObject({ note: 'ab', txHash: null, numOfConfirmations: 0, source: null });
    expect(parsed).toMatchObject({ createdAt: 12, lastUpdated: 12, errorDescription: 'why' });
  });

  it.each([null, [], 'x', {}, { id: TX }, { status: 'A' }, { id: '', status: 'A' }])(
    'refuses %j',
    (value) => {
      expect(() => parseTransaction(value)).toThrow('Fireblocks: MALFORMED');
    },
  );
});

describe('walletRoles', () => {
  it('finds every wallet in its role, once', () => {
    const transaction = parseTransaction({
      ...full,
      destination: user(OTHER, 2),
      destinations: [
        { amount: 1, destination: user(OTHER, '2') },
        { amount: '2', destination: user(OTHER, '3') },
        { destination: user(WALLET, '0') },
        { destination: { id: '5', type: 'VAULT_ACCOUNT', walletId: OTHER } },
        { destination: null },
      ],
    });
    expect(walletRoles(transaction)).toEqual([
      { walletId: WALLET, accountId: '0', role: 'SOURCE' },
      { walletId: OTHER, accountId: '2', role: 'DESTINATION' },
      { walletId: OTHER, accountId: '3', role: 'DESTINATION' },
      { walletId: WALLET, accountId: '0', role: 'DESTINATION' },
    ]);
  });

  it('passes over peers without a wallet', () => {
    const nobody = { id: '', type: 'UNKNOWN', name: 'External' };
    const lost = { id: '0', type: 'END_USER_WALLET', walletId: 'no-uuid' };
    const transaction = parseTransaction({ ...full, source: nobody, destination: lost });
    expect(walletRoles(transaction)).toEqual([]);
  });
});

describe('plain decimals', () => {
  it('never hold an exponent and keep the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = plainDecimal(number);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it.each(['', '.', '1.', '.5', '0x1', 'NaN', 'Infinity', '1e9999', '1,5'])('refuse %j', (text) => {
    expect(plainDecimal(text)).toBeUndefined();
  });

  it('are unknown when negative', () => {
    expect(knownAmount('-1')).toBeUndefined();
    expect(knownAmount(-0.5)).toBeUndefined();
    expect(knownAmount(0)).toBe('0');
  });
});
