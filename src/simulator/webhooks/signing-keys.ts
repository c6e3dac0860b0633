import { createPrivateKey, createPublicKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Store } from '../state/store';
import { newPrivateKey, type SimulatedWorkspace } from '../workspace';

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign);

interface V2Key {
  kid: string;
  key: KeyObject;
}

/** Signs webhook bodies in both of Fireblocks' forms. */
export class SigningKeys {
  /** Public key of the first form, SPKI PEM. */
  readonly v1PublicKeyPem: string;
  private readonly v1Key: KeyObject;
  /** Keys of the second form; the last one is in use, the others are still published. */
  private readonly v2Keys: [V2Key, ...V2Key[]];

  constructor(
    workspace: SimulatedWorkspace,
    private readonly store: Store,
  ) {
    this.v1Key = createPrivateKey(workspace.webhookV1PrivateKey);
    const publicKey = createPublicKey(this.v1Key);
    this.v1PublicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const [first, ...others] = [...workspace.webhookV2Keys, ...store.signingKeys.all()].map(
      ({ kid, privateKey }) => ({ kid, key: createPrivateKey(privateKey) }),
    );
    if (!first) throw new Error('The simulated workspace has no key to sign webhooks with.');
    this.v2Keys = [first, ...others];
  }

  /** Signs with a new key from now on. Answers its kid. */
  async rotate(): Promise<string> {
    const record = { kid: randomUUID(), privateKey: await newPrivateKey() };
    this.store.signingKeys.put(record.kid, record);
    this.v2Keys.push({ kid: record.kid, key: createPrivateKey(record.privateKey) });
    return record.kid;
  }

  /** The published keys, in the form of `/.well-known/jwks.json`. */
  jwks(): { keys: Record<string, unknown>[] } {
    return {
      keys: this.v2Keys.map(({ kid, key }) => {
        const { kty, n, e } = createPublicKey(key).export({ format: 'jwk' });
        return { kty, kid, use: 'sig', alg: 'RS512', n, e };
      }),
    };
  }

  /** Value of `Fireblocks-Signature`. */
  async signV1(body: string): Promise<string> {
    return (await signAsync('RSA-SHA512', Buffer.from(body), this.v1Key)).toString('base64');
  }

  /** Value of `Fireblocks-Webhook-Signature`: a JWS without its middle part. */
  async signV2(body: string): Promise<string> {
    const { kid, key } = this.v2Keys.at(-1) ?? this.v2Keys[0];
    const header = Buffer.from(JSON.stringify({ alg: 'RS512', kid })).toString('base64url');
    const input = `${header}.${Buffer.from(body).toString('base64url')}`;
    const signature = await signAsync('RSA-SHA512', Buffer.from(input), key);
    return `${header}..${signature.toString('base64url')}`;
  }
}
