import { createRefusalListener } from '../../../src/server/socket-refusals';
import { Metrics } from '../../../src/server/metrics';
import { createLogger } from '../../../src/shared/logger';

it('counts every refusal, and logs one of each reason in ten seconds', async () => {
  const metrics = new Metrics();
  const log = createLogger('silent');
  const warn = jest.spyOn(log, 'warn').mockReturnValue(undefined);
  let now = 0;
  const refused = createRefusalListener(metrics, log, () => now);
  for (let i = 0; i < 500; i += 1) refused('address', { clientAddress: '192.0.2.1' });
  refused('user', { caller: 'alice' });
  now = 10_000;
  refused('address', { clientAddress: '192.0.2.2' });

  expect(warn.mock.calls.map(([line]) => line)).toEqual([
    { reason: 'address', clientAddress: '192.0.2.1', untold: 0 },
    { reason: 'user', caller: 'alice', untold: 0 },
    { reason: 'address', clientAddress: '192.0.2.2', untold: 499 },
  ]);
  const text = await metrics.registry.metrics();
  expect(text).toContain('ncw_sockets_refused_total{reason="address"} 501\n');
  expect(text).toContain('ncw_sockets_refused_total{reason="user"} 1\n');
});
