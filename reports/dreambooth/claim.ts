import {
  adapterPairs,
  evidenceOf,
  type DreamBoothSetting,
  isPapersStart,
  judgedByPlan,
  pictureBasis,
  pictureMargin,
  type Rule,
} from '@singlora/comparison';
import { judgedClaim } from '../ledger.ts';
import { pairVerdict } from './decided-table.ts';
import { suiteOf } from './suites.ts';
import { headlineMethod, type DreamBoothScoreName } from '@singlora/records';
import { decide, type Finding, methodTitle, type Claim } from '@singlora/reporting';

/** The compared methods, the score, and the rule for the difference. */
interface Compared {
  readonly like: 'rank' | 'parameters';
  readonly methods: readonly string[];
  /** Subject fidelity by default; undefined where a setting lacks it. */
  readonly scoreOf?: (setting: DreamBoothSetting) => DreamBoothScoreName | undefined;
  readonly holds: Rule;
}

interface Claimed extends Pick<Claim, 'id' | 'says' | 'place'> {
  readonly experiment: string;
  readonly settings: readonly DreamBoothSetting[];
}

/** A claim with the verdict of the most relevant setting that has data for it. */
export const dreamBoothClaim = (claimed: Claimed & Compared): Claim =>
  pictureClaim(
    claimed,
    (setting) => findingOf(setting, claimed),
    suiteOf(claimed.experiment).command,
  );

/** The same by any finding. */
export function pictureClaim(
  { id, says, place, experiment, settings }: Claimed,
  finding: (setting: DreamBoothSetting) => Finding | undefined,
  command: string,
): Claim {
  const { claim: judged } = judgedClaim(
    { id, says, place, see: { title: suiteOf(experiment).title, command } },
    { settings, finding, basis: pictureBasis },
  );
  return { ...judged, see: { ...judged.see, ...(judged.found ? { anchor: experiment } : {}) } };
}

/** The finding on every method that the claim is about; a method without runs leaves it open. */
function findingOf(
  setting: DreamBoothSetting,
  { like, methods, scoreOf = () => 'fidelity', holds }: Compared,
): Finding | undefined {
  const score = scoreOf(setting);
  const pairs = adapterPairs(
    setting,
    like,
    (method) => method === headlineMethod,
    (method) => methods.includes(method),
  ).filter(([{ config }]) => isPapersStart(config.adapter?.init));
  if (!score || pairs.length === 0) return undefined;
  const all = judgedByPlan(setting, pairs, score);
  const missing = methods
    .filter((method) => pairs.every(([, other]) => other.method !== method))
    .map(methodTitle);
  const cases = [
    ...all.map(({ other, found, reservation }) => ({
      name: other.label,
      holds: holds(found ?? { difference: NaN, reservation }, pictureMargin),
    })),
    ...missing.map((name) => ({ name, holds: undefined })),
  ];
  return {
    ...decide(
      cases,
      (one) => one.holds,
      ({ name }) => name,
      'against',
    ),
    evidence: all.flatMap((one) => (one.found ? evidenceOf(pairVerdict(one), one.found) : [])),
  };
}
