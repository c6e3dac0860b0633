import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentIssuer } from '../../../src/identity/development/issuer';
import { openIdentity } from '../../../src/identity/open-identity';
import { nowSeconds, refusal } from './tokens';

const FILE = 'development-issuer.json';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ncw-gateway-issuer-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const open = () => openIdentity({ source: 'development' }, folder);

async function mint(request: { sub: string; scope?: string; ttlSeconds?: number }) {
  return (await openDevelopmentIssuer(folder)).mint(request);
}

describe('the development issuer', () => {
  it('mints tokens that the gateway beside it takes', async () => {
    const { verify } = await open();
    const before = nowSeconds();
    const caller = await verify(await mint({ sub: 'alice', scope: 'ncw:admin openid' }));
    expect(caller).toMatchObject({ id: 'alice', scopes: ['ncw:admin', 'openid'] });
    expect(caller.expiresAt).toBeGreaterThanOrEqual((before + 3_600) * 1_000);
    expect(caller.expiresAt).toBeLessThanOrEqual((nowSeconds() + 3_600) * 1_000);
  });

  it('grants no scope that was not asked for, and the time that was', async () => {
    const { verify } = await open();
    const caller = await verify(await mint({ sub: 'alice', ttlSeconds: 60 }));
    expect(caller.scopes).toEqual([]);
    expect(caller.expiresAt).toBeLessThanOrEqual((nowSeconds() + 60) * 1_000);
  });

  it('has the same key whenever it is opened', async () => {
    const first = await openDevelopmentIssuer(folder);
    const token = await first.mint({ sub: 'alice' });
    expect((await openDevelopmentIssuer(folder)).publicKey).toBe(first.publicKey);
    expect((await (await open()).verify(token)).id).toBe('alice');
  });

  it('has another key in another folder, whose tokens are refused here', async () => {
    const elsewhere = await openDevelopmentIssuer(join(folder, 'elsewhere'));
    const { verify } = await open();
    const { code } = await refusal(verify(await elsewhere.mint({ sub: 'alice' })));
    expect(code).toBe('UNAUTHENTICATED');
  });

  it('agrees on one key when many open it at once, and leaves no draft behind', async () => {
    const path = join(folder, 'new', 'data');
    const issuers = await Promise.all(
      Array.from({ length: 12 }, () => openDevelopmentIssuer(path)),
    );
    expect(new Set(issuers.map(({ publicKey }) => publicKey)).size).toBe(1);
    expect(readdirSync(path)).toEqual([FILE]);
    const { verify } = await openIdentity({ source: 'development' }, path);
    for (const each of issuers) expect((await verify(await each.mint({ sub: 'a' }))).id).toBe('a');
  });

  it('keeps its key for its owner alone', async () => {
    await openDevelopmentIssuer(folder);
    expect(statSync(join(folder, FILE)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', 'null', '[]', '{}', '{"privateKey":1,"publicKey":2}', '\0\0'])(
    'says which file is damaged, and what to do, when it holds %j (%#)',
    async (text) => {
      writeFileSync(join(folder, FILE), text);
      const { message } = await refusal(openDevelopmentIssuer(folder));
      expect(message).toBe(
        `${join(folder, FILE)} is damaged; delete it, and a new key is made (old tokens then end)`,
      );
    },
  );
});
