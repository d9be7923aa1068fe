import {
  adapterPairs,
  type DreamBoothSetting,
  isPapersStart,
  judgedByPlan,
  pictureBasis,
  pictureMargin,
  type Rule,
  sizeOver,
} from '@singlora/comparison';
import { judgedClaim } from '../ledger.ts';
import { suiteOf } from './suites.ts';
import { decisionText, shownText } from './verdict.ts';
import { headlineMethod, type DreamBoothScoreName } from '@singlora/records';
import {
  decide,
  type Finding,
  format,
  methodTitle,
  sentence,
  type Claim,
} from '@singlora/reporting';

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
    evidence: `${sentence([
      ...pairs.flatMap((pair) => {
        const size = `with ${format.percent(sizeOver(...pair), 0)} of the parameters`;
        const shown = shownText(pair, score);
        if (shown === '') return []; // the two share no subject and seed
        return [shown, ...(like === 'rank' ? [] : [size])].join(', ');
      }),
      ...missing.map((name) => `${name} was not trained with about as many parameters`),
    ])} ${decisionText(all, score, holds)}`,
  };
}
