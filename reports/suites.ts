import { admit, dreamBoothSettingsIn, ofExperiments, type Admitted } from '@singlora/comparison';
import { evidenceOf, isCheck, judgeAll, readChecks } from '@singlora/theory';
import { ablationsOf, isAblation } from './ablations/measured.ts';
import { dreamBoothClaims } from './dreambooth/claims.ts';
import { isDreamBooth } from './dreambooth/suites.ts';
import { pageDataOf } from './glue/page-data.ts';
import { runsOf, type Records, type Runs } from './sources.ts';
import { entryOf } from './theory/claims.ts';

export type Recorded = ReturnType<typeof recordedOf>;

/** The records with the findings of each suite, which are computed when a page first needs them and shared by all pages. */
export function recordedOf(records: Records) {
  const admitted = once(() => admit(records.runs));
  const glueOf = (wanted: (experiment: string) => boolean) => ({
    ...runsOf(wanted)(records),
    admitted: ofExperiments(admitted().glue, wanted),
  });
  return {
    ...records,
    glue: once(() => pageDataOf(glueOf(isGlue))),
    ablations: once(() => ablationsOf(glueOf(isAblation))),
    dreamBooth: once(() => dreamBoothOf(admitted())),
    theory: once(() => theoryOf(checksIn(records, admitted()))),
  };
}

/** Whether GLUE's page shows an experiment's runs: any that is neither a check nor an ablation. */
const isGlue = (experiment: string) => !isCheck(experiment) && !isAblation(experiment);

function dreamBoothOf({ pictures }: Admitted) {
  const { runs, otherVersions } = ofExperiments(pictures, isDreamBooth);
  const of = (purpose: string) => runs.filter(({ config }) => config.purpose === purpose);
  const settings = dreamBoothSettingsIn(of('result'), of('trial'));
  return { runs, otherVersions, settings, claims: dreamBoothClaims(settings) };
}

const checksIn = ({ runs, limits }: Runs, { others }: Admitted) =>
  readChecks(
    runs.map(({ record }) => record),
    limits.checks,
    new Map(others.map(({ record, contradiction }) => [record.id, contradiction])),
  );

export function theoryOf(checks: ReturnType<typeof readChecks>) {
  const evidence = evidenceOf(checks);
  return { checks, evidence, claims: judgeAll(evidence).map(entryOf) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
