import { format, markup, page } from '@singlora/reporting';
import { checkNames, commandOf } from '@singlora/records';
import { damagedList, damagedRunsNote } from './damaged.ts';
import { claimsSection, claimsTally } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { provenanceSections } from './provenance.ts';
import { checkRuns } from './sources.ts';
import { entryOf, judgeAll } from './theory/claims.ts';
import { evidenceOf, isSmoke } from './theory/evidence.ts';
import { readingSection } from './theory/reading.ts';
import { contents, sectionsOf } from './theory/sections.ts';

/** The paper's theory: each claim with its verdict, and the measurements it rests on. */
export default page({
  title: 'The theory, claim by claim',
  name: 'Theory',
  description:
    'The SingLoRA paper’s theory, claim by claim: what widths, rates and starts do, measured.',
  place: 3,
  reads: checkRuns,
  async show({ checks, damaged }) {
    const { runs, damaged: unreadable, leftOut = 0 } = checks;
    const evidence = evidenceOf(checks);
    const entries = judgeAll(evidence).map(entryOf);
    const smoke = checkNames.filter((name) => isSmoke(evidence[name]));
    const smokeNames = format.listing(smoke.map((name) => contents[name].toLowerCase()));
    const messages = unreadable.map(({ message }) => message);
    const read = runs.length + unreadable.length;
    const used = checkNames.flatMap((name) => evidence[name].runs.map(({ record }) => record));
    const isMeasured = runs.length > 0;
    return {
      lede: isMeasured ? [claimsTally(entries)] : [],
      begin: { commands: checkNames.map(commandOf) },
      recorded: format.plural(runs.length, 'run'),
      facts: [
        smoke.length > 0 &&
          `From smoke runs alone, which only show that everything works: ${smokeNames}.`,
      ],
      notes: [
        damagedRunsNote(damaged),
        damagedList(messages, `${format.plural(messages.length, 'recorded run')} cannot be shown`, {
          open: 3,
        }),
        leftOutNote(read, read + leftOut, 'configurations are shown, the newest of each check'),
      ],
      sections: isMeasured
        ? [
            claimsSection(entries),
            readingSection,
            ...(await sectionsOf(evidence)),
            ...provenanceSections(
              used.toReversed(),
              markup`Each has the presets <code>smoke</code>, <code>default</code> and <code>full</code>.`,
            ),
          ]
        : [],
    };
  },
});
