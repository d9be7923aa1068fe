import { baselineMethod, dreamBoothNumber, dreamBoothProtocol, paper } from '@singlora/records';
import { type Finding, format, sentence, type Claim } from '@singlora/reporting';
import { estimate } from '@singlora/statistics';
import { difference, sentenceOf } from './differences.ts';
import type { Setting } from './setting.ts';
import { margin } from './verdicts.ts';
import { clustered } from './variant.ts';

const claimed = paper.dreambooth.rows.find(({ method }) => method === baselineMethod)?.dino ?? NaN;

/**
 * Ours: why the paper's DINO scores are a fraction of what this protocol gives. Nothing but the paper's own model, pictures and
 * encoder can decide it.
 */
export function scaleClaim(settings: readonly Setting[]): Claim {
  const [judged] = settings.flatMap((setting) => {
    const found = setting.comparable ? scaleFinding(setting) : undefined;
    return found ? [{ setting, found }] : [];
  });
  return {
    says: `The paper’s DINO of 0.14 to 0.15, four to five times below the 0.774 of real pictures (Ruiz et al., arXiv 2208.12242), is that of ${dreamBoothProtocol.title} without an adapter: its adapters hardly move the subject. Neither centring nor standardising, unpaired means or 1 − cosine explains it. Then the floor is within ${margin} of ${claimed}, and no adapter ${margin} above it.`,
    place: `${paper.dreambooth.source}; the explanation is ours`,
    finding: judged?.found ?? { verdict: 'not yet measured', evidence: '' },
    see: {
      title: 'DreamBooth',
      ...(judged ? { anchor: 'dreambooth' } : {}),
      command:
        judged?.setting.runs[0]?.record.command ??
        `npx nx run experiments:dreambooth --preset=paper`,
    },
  };
}

/** By means over subjects: the floor near the paper's value, and no adapter above it by more than the margin. */
function scaleFinding({ floor, variants, config }: Setting): Finding | undefined {
  const found = floor && clustered(floor, dreamBoothNumber.mean('fidelity'));
  const gains = variants.flatMap((variant) =>
    floor && variant.config.adapter ? (difference(variant, floor, 'fidelity') ?? []) : [],
  );
  if (!found || gains.length === 0) return undefined;
  const { mean } = estimate(found.values);
  const holds = Math.abs(mean - claimed) < margin && gains.every((gain) => gain.mean < margin);
  const isOpen = found.over !== 'subjects' || config.preset === 'smoke';
  return {
    verdict: isOpen ? 'undecided' : holds ? 'reproduced' : 'not reproduced',
    evidence: `Without an adapter DINO is ${format.fixed(mean, 3)}; ${sentence(gains.map(sentenceOf))}`,
  };
}
