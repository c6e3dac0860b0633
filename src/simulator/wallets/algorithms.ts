import { createHash } from 'node:crypto';

/** The RPC speaks of `MPC_CMP_ECDSA_SECP256K1` where the REST API says `MPC_ECDSA_SECP256K1`. */
export function restAlgorithm(rpcAlgorithm: string): string {
  return rpcAlgorithm.replace(/^MPC_CMP_/, 'MPC_');
}

export const SUPPORTED_ALGORITHMS = ['MPC_ECDSA_SECP256K1', 'MPC_EDDSA_ED25519'];

/** What a new wallet requires of its devices. */
export const REQUIRED_ALGORITHMS = ['MPC_ECDSA_SECP256K1'];

/** A hex public key of the right length that follows from the seed. */
export function publicKeyFor(seed: string, algorithm: string, compressed = true): string {
  const bytes = createHash('sha512')
    .update(`${seed} ${restAlgorithm(algorithm)}`)
    .digest('hex');
  if (algorithm.includes('EDDSA')) return bytes.slice(0, 64);
  return compressed ? `02${bytes.slice(0, 64)}` : `04${bytes}`;
}
