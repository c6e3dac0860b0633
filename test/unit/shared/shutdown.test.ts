import { createLogger } from '../../../src/shared/logger';
import { Shutdown } from '../../../src/shared/shutdown';

function recording() {
  const lines: string[] = [];
  const ended: string[] = [];
  const shutdown = new Shutdown(createLogger('error', { write: (line) => lines.push(line) }));
  const add = (name: string, ms = 0) => {
    shutdown.add(name, async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      ended.push(name);
    });
  };
  return { shutdown, add, ended, lines };
}

describe('the shutdown', () => {
  it('ends what was started last first, and one after the other', async () => {
    const { shutdown, add, ended } = recording();
    add('database');
    add('feed', 20);
    add('server', 40);
    await shutdown.run();
    expect(ended).toEqual(['server', 'feed', 'database']);
  });

  it('is not kept from going on by a part that fails, and says which it was', async () => {
    const { shutdown, add, ended, lines } = recording();
    add('database');
    shutdown.add('feed', () => Promise.reject(new Error('stuck')));
    shutdown.add('limits', () => {
      throw new Error('broken');
    });
    add('server');
    await shutdown.run();
    expect(ended).toEqual(['server', 'database']);
    const told = lines.map(
      (line) => JSON.parse(line) as { part: string; err: { message: string } },
    );
    expect(told.map(({ part, err }) => `${part}: ${err.message}`)).toEqual([
      'limits: broken',
      'feed: stuck',
    ]);
  });

  it('happens once, and everyone who asks waits for it', async () => {
    const { shutdown, add, ended } = recording();
    add('database', 20);
    const [first, second] = [shutdown.run(), shutdown.run()];
    await second;
    expect(ended).toEqual(['database']);
    await first;
    await shutdown.run();
    expect(ended).toEqual(['database']);
  });

  it('of nothing is over at once', async () => {
    await expect(recording().shutdown.run()).resolves.toBeUndefined();
  });
});
