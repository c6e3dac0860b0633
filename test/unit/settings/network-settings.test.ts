import { loadConfig } from '../../../src/config';
import { faultsOf, namesOf } from './environments';

describe('TRUSTED_PROXIES', () => {
  it('takes addresses and ranges of both versions', () => {
    const TRUSTED_PROXIES = '10.0.0.0/8, 2001:db8::1,';
    expect(loadConfig({ TRUSTED_PROXIES }).network.trustedProxies).toEqual([
      ...['10.0.0.0/8', '2001:db8::1'],
    ]);
  });

  it.each(['proxy.internal', '10.0.0.0/33', 'loopback'])('refuses %s', (text) => {
    expect(faultsOf({ TRUSTED_PROXIES: `10.0.0.1, ${text}` })).toEqual([
      {
        name: 'TRUSTED_PROXIES',
        problem: `holds "${text}"; use addresses or ranges such as 10.0.0.0/8, 2001:db8::/32`,
      },
    ]);
  });

  it.each(['0.0.0.0/0', '::/0', '::ffff:0.0.0.0/96'])('refuses to trust everyone: %s', (text) => {
    expect(faultsOf({ TRUSTED_PROXIES: text })).toEqual([
      {
        name: 'TRUSTED_PROXIES',
        problem: `holds "${text}", with which every client could choose its address`,
      },
    ]);
  });
});

describe.each([
  ['WEBHOOK_ALLOWED_CIDRS', 'webhooksFrom'],
  ['ADMIN_ALLOWED_CIDRS', 'staffFrom'],
] as const)('%s', (name, setting) => {
  it('names addresses and ranges; none is everywhere', () => {
    expect(loadConfig({}).network[setting]).toEqual([]);
    expect(loadConfig({ [name]: '3.135.57.98,2001:db8::/32' }).network[setting]).toEqual([
      ...['3.135.57.98', '2001:db8::/32'],
    ]);
  });

  it('is refused where a part of it is no range', () => {
    expect(namesOf(faultsOf({ [name]: '10.0.0.0/8 192.0.2.1' }))).toEqual([name]);
  });
});
