import type { IdentitySettings } from '../settings/identity-settings';
import { openDevelopmentIssuer, type DevelopmentIssuer } from './development/issuer';
import { createTokenVerifier, type TokenVerifier } from './token-verifier';

export interface Identity {
  verify: TokenVerifier;
  /** Only where the configuration has no issuer of its own. */
  developmentIssuer: DevelopmentIssuer | undefined;
}

export async function openIdentity(settings: IdentitySettings, dataDir: string): Promise<Identity> {
  if (settings.source === 'issuer') {
    return { verify: createTokenVerifier(settings), developmentIssuer: undefined };
  }
  const issuer = await openDevelopmentIssuer(dataDir);
  const { publicKey } = issuer;
  return {
    verify: createTokenVerifier({ ...issuer, key: { publicKey } }),
    developmentIssuer: issuer,
  };
}
