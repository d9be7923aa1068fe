import { identityOf, type AssetRecord, type RunRecord, type Tracking } from '@singlora/tracking';
import type { CodeVersion } from './code-version.ts';
import { misuse } from './errors.ts';
import type { Plan } from './experiment.ts';

/** A run about to begin, and what affects its result apart from its settings. */
export interface Beginning {
  readonly experiment: string;
  readonly plan: Plan<unknown>;
  readonly code: CodeVersion;
  readonly assets: readonly AssetRecord[];
}

/**
 * A line about an earlier run with the same settings as one about to begin: it finished or was
 * stopped under other code, weights or rows. Undefined without such a run.
 */
export async function earlierLine(tracking: Tracking, beginning: Beginning) {
  const alike = await tracking.alike(beginning.experiment, configOf(beginning.plan));
  const stopped = alike.find(isStopped);
  const earlier = stopped ?? alike.find(({ status }) => status === 'finished');
  if (!earlier) return undefined;
  const other = differenceOf(earlier, beginning);
  if (!stopped) return `run ${earlier.id} of these settings finished with other ${other}`;
  const { toStep = null } = earlier.starts.at(-1) ?? {};
  const at = toStep === null ? '' : ` after step ${toStep}`;
  return (
    `run ${earlier.id} of these settings was stopped${at} with other ${other}; ` +
    (hasSameAssets(earlier, beginning)
      ? `--continue=${earlier.id} goes on with it, this command begins anew`
      : 'this command begins anew')
  );
}

/** Whether a run named by `--continue` is the one about to begin. @throws UsageError where it cannot be continued */
export function goesOn(earlier: RunRecord, beginning: Beginning): boolean {
  if (!hasSettingsOf(earlier, beginning.plan)) return false;
  if (!isStopped(earlier))
    throw misuse`--continue: run ${earlier.id} is ${earlier.status}, not stopped.`;
  if (!hasSameAssets(earlier, beginning))
    throw misuse`--continue: run ${earlier.id} has other weights or rows, so its checkpoint cannot be used. Leave the flag out to start a new run.`;
  return true;
}

/** Whether a run was made with the settings of a planned one. */
export const hasSettingsOf = (earlier: RunRecord, plan: Plan<unknown>): boolean =>
  JSON.stringify(earlier.config) === JSON.stringify(plan.config);

const configOf = ({ config }: Plan<unknown>) => config as Readonly<Record<string, unknown>>;

const isStopped = ({ status }: RunRecord) => status === 'interrupted' || status === 'failed';

const contentOf = (assets: readonly AssetRecord[]) =>
  identityOf({ experiment: '', config: null, code: '', assets });

const hasSameAssets = (earlier: RunRecord, { assets }: Beginning) =>
  contentOf(earlier.assets) === contentOf(assets);

function differenceOf(earlier: RunRecord, beginning: Beginning): string {
  if (!hasSameAssets(earlier, beginning)) return 'weights or rows';
  const { code } = earlier.environment;
  if (code === null) return 'code, which it did not record';
  const { parts } = beginning.code;
  const all = new Set([...Object.keys(code), ...Object.keys(parts)]);
  const changed = [...all].filter((part) => code[part] !== parts[part]).sort();
  return `code (${changed.join(', ')})`;
}
