import type { SettingsReader } from './settings-reader';

/** What is asked of a sign-in before a high-risk message is relayed. */
export interface StepUpSettings {
  /** Accepted values of `acr`; none: any. */
  acr: string[];
  /** Methods of which `amr` must name one; none: any. */
  amr: string[];
  /** How long ago `auth_time` may be. */
  maxAgeSeconds: number;
}

/** What becomes of RPC messages by which keys leave the wallet. */
export type HighRiskSettings =
  { highRisk: 'allow' } | { highRisk: 'refuse' } | { highRisk: 'step-up'; stepUp: StepUpSettings };

const STEP_UP = ['STEP_UP_ACR', 'STEP_UP_AMR', 'STEP_UP_MAX_AGE'];
const DAY_SECONDS = 86_400;

export function readRpc(read: SettingsReader): HighRiskSettings {
  const highRisk = read.oneOf('RPC_HIGH_RISK', ['allow', 'step-up', 'refuse'], 'allow');
  const stepUp = {
    acr: read.list('STEP_UP_ACR') ?? [],
    amr: read.list('STEP_UP_AMR') ?? [],
    maxAgeSeconds: read.integer('STEP_UP_MAX_AGE', 300, 1, DAY_SECONDS),
  };
  if (highRisk === 'step-up') return { highRisk, stepUp };
  for (const name of STEP_UP) {
    // Somebody means to ask for more than is asked.
    if (read.has(name)) read.fault(name, 'is set without RPC_HIGH_RISK=step-up');
  }
  return { highRisk };
}
