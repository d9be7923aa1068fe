import {
  comparePictures,
  type DreamBoothSetting,
  likeIn,
  type PictureComparison,
  pictureBasis,
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

/** What is compared, in which score, and what must hold of the difference. */
interface Compared {
  readonly like: 'rank' | 'parameters';
  readonly methods: readonly string[];
  /** Undefined where a setting has none. */
  readonly scoreOf: (setting: DreamBoothSetting) => DreamBoothScoreName | undefined;
  readonly holds: Rule;
}

/** What is claimed, and what decides it. */
interface Claimed extends Pick<Claim, 'says' | 'place'> {
  readonly experiment: string;
  readonly settings: readonly DreamBoothSetting[];
  readonly compared: Compared;
}

/** A claim with the verdict of the most telling setting that holds something of it. */
export function claim({ says, place, experiment, settings, compared }: Claimed): Claim {
  const [judged] = settings.flatMap((setting) => {
    const found = findingOf(setting, compared);
    return found ? [{ setting, found }] : [];
  });
  return {
    says,
    place,
    found: judged && { ...judged.found, on: pictureBasis(judged.setting) },
    see: {
      title: suiteTitle(experiment),
      ...(judged ? { anchor: experiment } : {}),
      command: judged?.setting.runs[0]?.record.command ?? `npx nx run experiments:${experiment}`,
    },
  };
}

/** The headline method against each variant of others that is like it. */
function pairsOf(setting: DreamBoothSetting, { like, methods, scoreOf }: Compared) {
  const { variants, unlearned } = setting;
  const score = scoreOf(setting);
  const own = variants.filter(({ method }) => method === headlineMethod);
  return variants
    .filter(({ method }) => methods.includes(method))
    .flatMap((other) =>
      likeIn[like](own, other).flatMap(
        (one) => (score && comparePictures(one, other, score, unlearned)) ?? [],
      ),
    );
}

/** By every method that the claim is about; one that was not trained leaves it open. */
function findingOf(setting: DreamBoothSetting, compared: Compared): Finding | undefined {
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
