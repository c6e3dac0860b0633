import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import type { HighRiskSettings, StepUpSettings } from '../settings/rpc-settings';
import type { Clock } from '../shared/clock';

/**
 * Methods by which key material leaves Fireblocks, spelled as {@link fold} does. The SDK's `takeover`
 * asks by this one; what follows (polls with the request's id, `exportFullKeys`, `deriveAssetKey`)
 * comes to nothing without it.
 */
const HIGH_RISK_METHODS = new Set(['requestendusertakeover']);

/** An issuer's clock may be ahead of ours by so much. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Decides over messages by which a user takes the keys out of a wallet. */
export class HighRiskPolicy {
  constructor(
    private readonly settings: HighRiskSettings,
    private readonly clock: Clock,
  ) {}

  /** Whether a message must mean the same to everyone who reads it: the policy hangs on its method. */
  get readsStrictly(): boolean {
    return this.settings.highRisk !== 'allow';
  }

  /** Throws FORBIDDEN or STEP_UP_REQUIRED where the caller may not send a message of this method. */
  require(caller: Caller, method: string | undefined): void {
    const { settings } = this;
    if (settings.highRisk === 'allow') return;
    if (method === undefined || !HIGH_RISK_METHODS.has(fold(method))) return;
    if (settings.highRisk === 'refuse') {
      throw new GatewayError('FORBIDDEN', 'this gateway does not let keys be taken over');
    }
    if (this.suffices(caller, settings.stepUp)) return;
    throw new GatewayError('STEP_UP_REQUIRED', explain(settings.stepUp));
  }

  private suffices(
    { authentication: { level, methods, at } }: Caller,
    { acr, amr, maxAgeSeconds }: StepUpSettings,
  ): boolean {
    const ageMs = at === undefined ? Infinity : this.clock() - at;
    return (
      ageMs <= maxAgeSeconds * 1_000 &&
      ageMs >= -CLOCK_TOLERANCE_MS &&
      (acr.length === 0 || (level !== undefined && acr.includes(level))) &&
      (amr.length === 0 || amr.some((method) => methods.includes(method)))
    );
  }
}

/** However it is written: Fireblocks' reading of names may be more generous than ours. */
function fold(method: string): string {
  return method
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}

/** In the words of RFC 9470, by which clients ask the issuer for such a token. */
function explain({ acr, amr, maxAgeSeconds }: StepUpSettings): string {
  const needs = [
    `max_age=${maxAgeSeconds}`,
    ...(acr.length > 0 ? [`acr_values="${acr.join(' ')}"`] : []),
    ...(amr.length > 0 ? [`amr with one of "${amr.join(' ')}"`] : []),
  ];
  return `the user must sign in again for this: ${needs.join(', ')}`;
}
