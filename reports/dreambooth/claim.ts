import {
  comparePictures,
  type DreamBoothSetting,
  likeIn,
  type PictureComparison,
  pictureStandInsText,
  sentenceOf,
  sizeOver,
  unlearnedText,
  pictureMargin,
  type Rule,
} from '@singlora/comparison';
import { suiteTitle } from './suites.ts';
import { headlineMethod, type DreamBoothScoreName } from '@singlora/records';
import {
  decide,
  type Finding,
  format,
  methodTitle,
  sentence,
  type Claim,
} from '@singlora/reporting';

/** What is claimed, and what decides it. */
interface Judging extends Pick<Claim, 'says' | 'place'> {
  readonly experiment: string;
  readonly settings: readonly DreamBoothSetting[];
  /** Undefined where a setting holds nothing of it. */
  readonly find: (setting: DreamBoothSetting) => Finding | undefined;
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
    with: judged && pictureStandInsText(judged.setting),
    see: {
      title: suiteTitle(experiment),
      ...(judged ? { anchor: experiment } : {}),
      command: judged?.setting.runs[0]?.record.command ?? `npx nx run experiments:${experiment}`,
    },
  };
}

/** What is compared, in which score, and what must hold of the difference. */
interface Compared {
  readonly like: 'rank' | 'parameters';
  readonly methods: readonly string[];
  readonly score: DreamBoothScoreName;
  readonly holds: Rule;
}

/** The headline method against each variant of others that is like it. */
const pairsOf = (
  { variants, unlearned }: DreamBoothSetting,
  { like, methods, score }: Compared,
): PictureComparison[] => {
  const own = variants.filter(({ method }) => method === headlineMethod);
  return variants
    .filter(({ method }) => methods.includes(method))
    .flatMap((other) =>
      likeIn[like](own, other).flatMap(
        (one) => comparePictures(one, other, score, unlearned) ?? [],
      ),
    );
};

/** By every method that the claim is about; one that was not trained leaves it open. */
export function finding(setting: DreamBoothSetting, compared: Compared): Finding | undefined {
  const { like, methods, holds } = compared;
  const pairs = pairsOf(setting, compared);
  if (pairs.length === 0) return undefined;
  const missing = methods
    .filter((method) => pairs.every(({ other }) => other.method !== method))
    .map(methodTitle);
  const cases = [
    ...pairs.map((one) => ({ name: one.other.label, holds: holds(one, pictureMargin) })),
    ...missing.map((name) => ({ name, holds: undefined })),
  ];
  const idle = [...new Set(pairs.flatMap(({ unlearned }) => unlearned))];
  return {
    ...decide(
      cases,
      (one) => one.holds,
      ({ name }) => name,
      'it is against',
    ),
    evidence: sentence([
      ...pairs.map((one) => evidenceOf(one, like)),
      ...missing.map((name) => `${name} was not trained with about as many parameters`),
      ...(idle.length > 0 ? [unlearnedText(idle)] : []),
    ]),
  };
}

const evidenceOf = (found: PictureComparison, like: Compared['like']) =>
  like === 'rank'
    ? sentenceOf(found)
    : `${sentenceOf(found)} with ${format.percent(sizeOver(found.one, found.other), 0)} of the parameters`;
