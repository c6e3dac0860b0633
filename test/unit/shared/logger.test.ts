import { createLogger, type LogLevel } from '../../../src/shared/logger';
import { inRequestScope } from '../../../src/shared/request-scope';

function recording(level: LogLevel = 'trace') {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('is JSON with a level in words and an ISO time, and names no host or process', () => {
    const { log, last } = recording();
    log.warn({ part: 'test' }, 'hello');
    expect(last()).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      part: 'test',
      msg: 'hello',
    });
  });

  it('is left out below the level, and altogether when silent', () => {
    const warn = recording('warn');
    warn.log.info('no');
    warn.log.error('yes');
    expect(warn.lines).toHaveLength(1);
    const silent = recording('silent');
    silent.log.fatal('no');
    expect(silent.lines).toEqual([]);
  });

  it.each(['authorization', 'token', 'payload', 'secretKey', 'privateKey', 'password', 'cookie'])(
    'never holds what stands under "%s", at the top or below',
    (field) => {
      const { log, lines, last } = recording();
      log.info({ [field]: 'hunter2' }, 'top');
      expect(last()[field]).toBe('[redacted]');
      log.info({ a: { [field]: 'hunter2' } }, 'one deeper');
      log.info({ a: { b: { [field]: { deep: 'hunter2' } } } }, 'two deeper');
      log.child({ [field]: 'hunter2', other: { [field]: 'hunter2' } }).info('of a child');
      expect(lines).toHaveLength(4);
      expect(lines.join('')).not.toContain('hunter2');
    },
  );

  it('never holds it in a list, in an error that the line tells of, or in what that error holds', () => {
    const { log, lines } = recording();
    log.info({ list: [{ token: 'hunter2' }] }, 'a list');
    const error = Object.assign(new Error('refused'), { config: { authorization: 'hunter2' } });
    log.error({ err: Object.assign(error, { token: 'hunter2' }) }, 'an error');
    log.child({ part: 'a' }).child({ token: 'hunter2' }).info('of a grandchild');
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines[1]).toContain('refused');
    expect(lines[2]).toContain('"part":"a"');
  });

  it('never holds the values of a row that PostgreSQL has refused, however deep Prisma has put them', () => {
    const { log, lines } = recording();
    const cause = { code: '23502', detail: 'Failing row contains (hunter2).' };
    const driverAdapterError = Object.assign(new Error('not null'), { cause });
    log.error({ err: Object.assign(new Error('refused'), { meta: { driverAdapterError } }) }, 'it');
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toMatch(/"message":"refused".*"code":"23502"/);
  });

  it('leaves what it was given as it is', () => {
    const given = { a: { token: 'hunter2' } };
    recording().log.info(given, 'top');
    expect(given).toEqual({ a: { token: 'hunter2' } });
  });

  it('carries the id of the request in whose scope it is written, also after a wait', async () => {
    const { log, last } = recording();
    await inRequestScope({ requestId: 'r-1' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info('within');
    });
    expect(last()['requestId']).toBe('r-1');
    log.info('outside');
    expect(last()).not.toHaveProperty('requestId');
  });

  it('does not mix up requests that run at once', async () => {
    const { log, lines } = recording();
    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(
      ids.map((requestId, i) =>
        inRequestScope({ requestId }, async () => {
          await new Promise((resolve) => setTimeout(resolve, 10 - 2 * i));
          log.info({ meant: requestId }, 'within');
        }),
      ),
    );
    const told = lines.map((line) => JSON.parse(line) as { meant: string; requestId: string });
    expect(told.map(({ requestId }) => requestId).sort()).toEqual(ids);
    for (const { meant, requestId } of told) expect(requestId).toBe(meant);
  });
});
