import type { Told } from './told';
import type { Truth } from './truth';

/** One trail for each change: what was made at Fireblocks has its beginning and one success. */
export function compareAudit(told: Told, { intents, audit }: Truth): string[] {
  const wrongs: string[] = [];
  for (const { id, operation, state, key } of intents) {
    const trail = audit.filter((row) => row.operation_id === id).map(({ outcome }) => outcome);
    const begun = trail.filter((outcome) => outcome === 'BEGUN').length;
    const succeeded = trail.filter((outcome) => outcome === 'SUCCEEDED').length;
    if (begun < 1 || succeeded !== (state === 'SUCCEEDED' ? 1 : 0)) {
      wrongs.push(`the trail of ${operation} ${key} (${state}) is ${trail.join() || 'missing'}`);
    }
  }
  const once = (action: string, subject: string): void => {
    const trail = audit.filter(
      (row) => row.action === action && row.subject === subject && row.outcome === 'SUCCEEDED',
    );
    if (trail.length !== 1) wrongs.push(`${action} of ${subject} has ${trail.length} entries`);
  };
  for (const { deviceId } of told.devices) once('assignDevice', deviceId);
  for (const { id } of told.passphrases) {
    const trail = audit.filter((row) => row.action === 'registerPassphrase' && row.subject === id);
    if (trail.length === 0) wrongs.push(`registerPassphrase of ${id} has no entry`);
  }
  return wrongs;
}
