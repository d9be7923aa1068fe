import { groupBy } from '@singlora/reporting';
import type { Evidence, RunFinding } from '@singlora/theory';
import { basisOfEvidence } from '../theory/claims.ts';
import { commandsOf } from '../provenance.ts';
import { designOf } from './design.ts';
import type { Findings } from './findings.ts';

/** A side's label: "singlora, gd, ramp 3". */
const labelOf = ({ method, optimiser, ramp }: RunFinding['finding']) =>
  `${method}, ${optimiser}${ramp > 0 ? `, ramp ${ramp}` : ''}`;

/** What the checks of the theory find of exponents; a design is a preset of a check. */
export function theoryFindings(all: readonly Evidence[]): Findings {
  const found = all.flatMap((evidence) => {
    const { check, runs, others } = evidence;
    return (check.findings?.(runs, others) ?? []).map(({ run, finding }) => ({
      evidence,
      run,
      finding: { ...finding, design: `theory/${check.name}/${run.config.preset}` },
    }));
  });
  return {
    designs: groupBy(found, ({ finding }) => finding.design).flatMap((own) =>
      own.slice(0, 1).map(({ evidence, run, finding }) =>
        designOf({
          id: finding.design,
          title: `${evidence.check.short}, preset ${run.config.preset}`,
          model: null,
          basis: basisOfEvidence(evidence),
          plan: null,
          command: commandsOf(own.map((one) => one.run.record))[0] ?? evidence.check.command,
          sides: own.map((one) => ({
            label: labelOf(one.finding),
            method: one.finding.method,
            runs: [one.run],
          })),
        }),
      ),
    ),
    findings: found.map(({ finding }) => finding),
  };
}
