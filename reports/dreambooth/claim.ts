import { headlineMethod, type DreamBoothScoreName } from '@singlora/records';
import {
  decide,
  type Finding,
  format,
  methodTitle,
  sentence,
  type Claim,
} from '@singlora/reporting';
import {
  alike,
  difference,
  sentenceOf,
  sizeOver,
  unlearned,
  unlearnedText,
  type Difference,
} from './differences.ts';
import { suiteTitle } from './run.ts';
import type { Setting } from './setting.ts';
import { standInsText } from './stand-in.ts';

/** What is claimed, and what decides it. */
interface Judging extends Pick<Claim, 'says' | 'place'> {
  readonly experiment: string;
  readonly settings: readonly Setting[];
  /** Undefined where a setting holds nothing of it. */
  readonly find: (setting: Setting) => Finding | undefined;
}

/** A claim with the verdict of the most telling setting that holds something of it. */
export function claim({ says, place, experiment, settings, find }: Judging): Claim {
  const [judged] = settings.flatMap((setting) => {
    const found = find(setting);
    return found ? [{ setting, found }] : [];
  });
  return {
    says,
    place,
    finding: judged?.found ?? { verdict: 'not yet measured', evidence: '' },
    with: judged && standInsText(judged.setting),
    see: {
      title: suiteTitle(experiment),
      ...(judged ? { anchor: experiment } : {}),
      command: judged?.setting.runs[0]?.record.command ?? `npx nx run experiments:${experiment}`,
    },
  };
}

/** The headline method against each variant of others that is like it. */
function pairsOf(
  { variants }: Setting,
  like: 'rank' | 'parameters',
  methods: readonly string[],
  score: DreamBoothScoreName,
): Difference[] {
  const own = variants.filter(({ method }) => method === headlineMethod);
  return variants
    .filter(({ method }) => methods.includes(method))
    .flatMap((other) =>
      alike[like](own, other).flatMap((one) => difference(one, other, score) ?? []),
    );
}

/** What is compared, in which score, and what the difference must be. */
interface Rule {
  readonly like: 'rank' | 'parameters';
  readonly methods: readonly string[];
  readonly score: DreamBoothScoreName;
  readonly holds: (one: Difference) => boolean | undefined;
}

/**
 * By every method that the claim is about. One that was not trained leaves it open, and so does one that learned nothing.
 * Smoke runs decide nothing.
 */
export function finding(
  setting: Setting,
  { like, methods, score, holds }: Rule,
): Finding | undefined {
  const pairs = pairsOf(setting, like, methods, score);
  if (pairs.length === 0) return undefined;
  const idle = new Set(unlearned(setting));
  const isSmoke = setting.config.preset === 'smoke';
  const compared = pairs.map((one) => ({
    name: one.other.label,
    holds: isSmoke || idle.has(one.variant) || idle.has(one.other) ? undefined : holds(one),
  }));
  const missing = methods
    .filter((method) => pairs.every(({ other }) => other.method !== method))
    .map((method) => ({ name: methodTitle(method), holds: undefined }));
  const own = [...new Set(pairs.flatMap(({ variant, other }) => [variant, other]))].filter(
    (variant) => idle.has(variant),
  );
  return {
    ...decide(
      [...compared, ...missing],
      (one) => one.holds,
      ({ name }) => name,
      'it is against',
    ),
    evidence: sentence([
      ...pairs.map((one) => evidenceOf(one, like)),
      ...missing.map(({ name }) => `${name} was not trained with about as many parameters`),
      ...(own.length > 0 ? [unlearnedText(own)] : []),
    ]),
  };
}

const evidenceOf = (one: Difference, like: Rule['like']) =>
  like === 'rank'
    ? sentenceOf(one)
    : `${sentenceOf(one)} with ${format.percent(sizeOver(one.variant, one.other), 0)} of the parameters`;
