import { glueBasis, comparisonName, shortModel, type GlueSetting } from '@singlora/comparison';
import { taskTitle } from '@singlora/records';
import type { MeasuredAblation } from '../ablations/measured.ts';
import { commandOf } from '../ablations/measured.ts';
import { designOf, slug } from './design.ts';
import { differenceFinding } from './difference.ts';
import type { Findings } from './findings.ts';

/** The findings of ablations: each comparison that one makes in each of its settings, corrected together. */
export function ablationFindings(all: readonly MeasuredAblation[]): Findings {
  const each = all.flatMap(({ ablation, settings }) =>
    settings.map((setting) => ({
      ablation,
      setting,
      id: `${ablation.name}/${setting.task}/${slug(shortModel(setting.model))}`,
      compared: ablation.compared?.(setting) ?? [],
    })),
  );
  const found = each.filter(({ compared }) => compared.length > 0);
  return {
    designs: found.map(({ ablation, setting, id }) =>
      designOf({
        id,
        title: `${ablation.title}: ${placeText(setting)}`,
        model: setting.model,
        basis: glueBasis([setting], ablation.about),
        plan: null,
        command: commandOf(ablation),
        sides: setting.variants,
        trials: (setting.rates?.searches ?? []).flatMap(({ tried }) => tried),
      }),
    ),
    findings: found.flatMap(({ setting, id, compared }) =>
      compared.map(({ margin, about, ...one }) =>
        differenceFinding({
          id: `${id}/${slug(about === undefined ? comparisonName(one) : about)}`,
          design: id,
          question: `${comparisonName(one)}${about === undefined ? '' : `, ${about}`}: ${placeText(setting)}`,
          tasks: [setting.task],
          score: about === undefined ? setting.metric.name : 'largest less smallest score',
          found: one,
          margin,
          corrected: one.corrected,
          family: one.family,
        }),
      ),
    ),
  };
}

const placeText = ({ model, task }: GlueSetting) => `${shortModel(model)}, ${taskTitle(task)}`;
