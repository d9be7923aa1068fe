import { dreamBoothRuns, dreamBoothSettings } from '@singlora/comparison';
import { evidenceOf, isCheck, judgeAll, readChecks } from '@singlora/theory';
import { ablationsOf, isAblation } from './ablations/measured.ts';
import { dreamBoothClaims } from './dreambooth/claims.ts';
import { isDreamBooth } from './dreambooth/suites.ts';
import { pageDataOf } from './glue/page-data.ts';
import { runsOf, type Records, type Runs } from './sources.ts';
import { entryOf } from './theory/claims.ts';

export type Recorded = ReturnType<typeof recordedOf>;

/** The records with the findings of each suite, which are computed when a page first needs them and shared by all pages. */
export const recordedOf = (records: Records) => ({
  ...records,
  glue: once(() => pageDataOf(ofGlue(records))),
  ablations: once(() => ablationsOf(runsOf(isAblation)(records))),
  dreamBooth: once(() => dreamBoothOf(runsOf(isDreamBooth)(records))),
  theory: once(() => theoryOf(checksIn(records))),
});

/** GLUE's runs: those of any experiment that is neither a check nor an ablation. */
const ofGlue = runsOf((experiment) => !isCheck(experiment) && !isAblation(experiment));

function dreamBoothOf({ runs: recorded }: Runs) {
  const { runs, otherVersions } = dreamBoothRuns(recorded);
  const of = (purpose: string) => runs.filter(({ config }) => config.purpose === purpose);
  const settings = dreamBoothSettings(of('result'), of('trial'));
  return { runs, otherVersions, settings, claims: dreamBoothClaims(settings) };
}

const checksIn = ({ runs, limits }: Runs) =>
  readChecks(
    runs.map(({ record }) => record),
    limits.checks,
  );

export function theoryOf(checks: ReturnType<typeof readChecks>) {
  const evidence = evidenceOf(checks);
  return { checks, evidence, claims: judgeAll(evidence).map(entryOf) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
