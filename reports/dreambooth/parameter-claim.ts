import {
  type DreamBoothSetting,
  frontPairs,
  parametersOf,
  shortModel,
  sizeOver,
} from '@singlora/comparison';
import { baselineMethod, dreamBoothProtocol, headlineMethod, paper } from '@singlora/records';
import { format, methodTitle, sentence, type Claim } from '@singlora/reporting';
import { parameterCount } from '@singlora/comparison';

/** Half of the parameters: by definition on the paper's model, and as counted in what was trained. */
export function parameterClaim(settings: readonly DreamBoothSetting[]): Claim {
  const rank = 8;
  const count = (method: string) => parameterCount(method, dreamBoothProtocol, rank) ?? NaN;
  const [own, other] = [count(headlineMethod), count(baselineMethod)];
  const trained = settings.flatMap((setting) =>
    frontPairs(setting, 'rank', (method) => method === headlineMethod).map(
      ([a, b]) =>
        `${shortModel(setting.config.model)} at rank ${a.config.adapter?.rank} ${format.count(parametersOf(a))} of ${format.count(parametersOf(b))}, ${format.percent(sizeOver(a, b), 0)}`,
    ),
  );
  const rowOf = (method: string) =>
    paper.dreambooth.rows.find((row) => row.method === method && row.rank === rank);
  const counted = trained.length > 0 ? ` As trained here: ${sentence([...new Set(trained)])}` : '';
  const isHalf = Math.abs(own / other - 0.5) < 0.005;
  return {
    says: `At equal rank ${methodTitle(headlineMethod)} has half of ${methodTitle(baselineMethod)}’s parameters (printed: ${format.millions(rowOf(headlineMethod)?.params)} of ${format.millions(rowOf(baselineMethod)?.params)}).`,
    place: `abstract, ${paper.dreambooth.source}`,
    found: {
      verdict: isHalf ? 'holds' : 'does not hold',
      evidence: `By definition, at rank ${rank} on ${dreamBoothProtocol.title}: ${format.count(own)} of ${format.count(other)}, ${format.percent(own / other, 0)}, since half holds for square matrices alone and those that read the prompt are not.${counted}`,
      on: { kind: 'derived' },
    },
    see: { title: 'The paper’s table', command: 'npx nx run reports:build' },
  };
}
