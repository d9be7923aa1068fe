import {
  adapterVariants,
  judgedByPlan,
  pictureBasis,
  pictureMargin,
  plannedPairs,
  promptScore,
  shortModel,
  type DreamBoothSetting,
} from '@singlora/comparison';
import { dreamBoothScores, picturePlans, type FindingDesign } from '@singlora/records';
import { suiteOf } from '../dreambooth/suites.ts';
import { designOf, slug } from './design.ts';
import { differenceFinding } from './difference.ts';
import type { Findings } from './findings.ts';

/** The findings of plans of pictures: each planned pair of adapters in fidelity, following the prompt, and colours. */
export function pictureFindings(settings: readonly DreamBoothSetting[]): Findings {
  const planned = settings.filter((setting) => plannedPairs(setting) !== undefined);
  return {
    designs: planned.map(pictureDesign),
    findings: planned.flatMap(ofSetting),
  };
}

const idOf = ({ experiment, config }: DreamBoothSetting) => `${experiment}/${config.preset}`;

function pictureDesign(setting: DreamBoothSetting): FindingDesign {
  const { experiment, config, variants } = setting;
  return designOf({
    id: idOf(setting),
    title: picturePlans[config.preset]?.title ?? suiteOf(experiment).title,
    model: shortModel(config.model),
    basis: pictureBasis(setting),
    plan: config.preset,
    command: `${suiteOf(experiment).command} --preset=${config.preset}`,
    sides: adapterVariants(setting),
    trials: variants.flatMap(({ search }) => search?.tried ?? []),
  });
}

function ofSetting(setting: DreamBoothSetting) {
  const pairs = plannedPairs(setting) ?? [];
  const scores = ['fidelity', promptScore(setting), 'colours'] as const;
  return scores.flatMap((score) =>
    score === undefined || !setting.scores.includes(score)
      ? []
      : judgedByPlan(setting, pairs, score).flatMap(({ one, other, found }, at) => {
          if (!found) return [];
          const title = `${one.label} − ${other.label}`;
          const pair = at === 0 ? [] : [slug(`${one.label} ${other.label}`)];
          return differenceFinding({
            id: [idOf(setting), ...(score === 'fidelity' ? pair : [slug(title), score])].join('/'),
            design: idOf(setting),
            question: `${title} in ${dreamBoothScores[score].title.toLowerCase()}`,
            tasks: [],
            score,
            unit: 'score',
            found,
            n: { seeds: found.seeds, subjects: found.subjects },
            margin: pictureMargin,
            corrected: found.corrected,
            family: found.family,
          });
        }),
  );
}
