import { createPublicKey, type KeyObject } from 'node:crypto';
import type { SimulatedWorkspace } from '../workspace';

export type Role = 'admin' | 'signer';

export interface ApiUser {
  apiKey: string;
  role: Role;
  publicKey: KeyObject;
}

/** The API users of the workspace by their API key. */
export function apiUsers(workspace: SimulatedWorkspace): Map<string, ApiUser> {
  const roles: Role[] = ['admin', 'signer'];
  return new Map(
    roles.map((role) => {
      const { apiKey, secretKey } = workspace[role];
      return [apiKey, { apiKey, role, publicKey: createPublicKey(secretKey) }];
    }),
  );
}
