import { openEmbedded } from '../../../src/database/embedded/open-embedded';
import { isDatabaseUnavailable } from '../../../src/database/errors';
import { believedDisk } from '../../support/small-disk';
import { eventually } from '../../support/simulator-client';

it('begins nothing while its disk is nearly full, and goes on when there is room', async () => {
  const disk = believedDisk();
  const database = await openEmbedded(disk.folder);
  try {
    const ask = () =>
      database.pool.query('SELECT 1').then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await ask()).toBeUndefined();
    disk.fill();
    const refusal = await eventually(ask);
    expect(refusal).toMatchObject({ code: '53100' });
    expect(isDatabaseUnavailable(refusal)).toBe(true);
    disk.empty();
    await eventually(async () => ((await ask()) === undefined ? true : undefined));
  } finally {
    disk.empty();
    await database.close();
    disk.remove();
  }
});
