import type { FindingsFile } from '@singlora/records';
import { mechanismClaims } from '../ablations/mechanism.ts';
import type { Recorded } from '../suites.ts';
import { ablationFindings } from './ablations.ts';
import { claimFindings } from './claims.ts';
import type { Findings } from './findings.ts';
import { glueFindings, unplannedFindings } from './glue.ts';
import { performanceFindings } from './performance.ts';
import { pictureFindings } from './pictures.ts';
import { theoryFindings } from './theory.ts';

/** Every finding of the records, by suite, as the file has them. */
export function allFindings({
  glue,
  ablations,
  dreamBooth,
  theory,
  measurements,
}: Recorded): FindingsFile {
  const { mechanism, tie, all } = ablations();
  const each: Findings[] = [
    glueFindings([...glue().plans, mechanism, tie]),
    unplannedFindings(glue().judged, glue().plans),
    ablationFindings(all),
    pictureFindings(dreamBooth().settings),
    theoryFindings(theory().evidence),
    performanceFindings(measurements.records),
  ];
  const claims = [
    ...glue().claims,
    ...dreamBooth().claims,
    ...all.map(({ claim }) => claim),
    ...mechanismClaims(mechanism, tie, measurements.scores),
    ...theory().claims,
  ];
  return {
    version: 1,
    designs: each.flatMap(({ designs }) => [...designs]),
    findings: [...each.flatMap(({ findings }) => [...findings]), ...claimFindings(claims)],
  };
}
