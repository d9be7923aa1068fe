import { format, markup, page, sectionContent, tallyText } from '@singlora/reporting';
import { checks as all, isSmoke, partsHtml } from '@singlora/theory';
import { damagedList, damagedRunsNote } from './damaged.ts';
import { claimsSection } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { provenanceParts } from './provenance.ts';
import type { Recorded } from './suites.ts';
import { checkSection } from './theory/section.ts';

/** The paper's theory: each claim with its verdict and the underlying measurements. */
export default page({
  title: 'The theory, claim by claim',
  name: 'Theory',
  description:
    'The SingLoRA paper’s theory, claim by claim: what widths, rates and starts do, measured.',
  place: 4,
  reads: ({ theory, damaged }: Recorded) => ({ ...theory(), damaged }),
  show({ checks, evidence, claims, damaged }) {
    const { runs, damaged: unreadable, outdated, leftOut = 0 } = checks;
    const smoke = evidence.filter(isSmoke).map(({ check }) => check.short.toLowerCase());
    const read = runs.length + unreadable.length + outdated.length;
    const used = evidence.flatMap(({ runs: own }) => own.map(({ record }) => record));
    const isMeasured = runs.length > 0;
    const picture = evidence.flatMap(
      ({ check, runs: own, others }) => check.picture?.(own, others) ?? [],
    );
    return {
      document: 'theory',
      isBegun: isMeasured,
      claims: isMeasured ? claims : [],
      begin: { commands: all.filter(({ id, name }) => id === name).map(({ command }) => command) },
      recorded: format.plural(runs.length, 'run'),
      notes: [
        smoke.length > 0 &&
          markup`<p class="facts">From smoke runs alone, which only show that everything works: ${format.listing(smoke)}.</p>\n`,
        damagedRunsNote(damaged),
        damagedList(
          unreadable.map(({ message }) => message),
          `${format.plural(unreadable.length, 'recorded run')} cannot be shown`,
          { open: 3 },
        ),
        damagedList(
          outdated.map(({ message }) => message),
          `${format.plural(outdated.length, 'run')} of another version of the program`,
          { open: 3, id: 'outdated', badge: 'Another version' },
        ),
        leftOutNote(read, read + leftOut, 'configurations are shown, the newest of each check'),
      ],
      values: { claims: tallyText(claims.map(({ found }) => found)) },
      parts: isMeasured
        ? {
            picture: picture.length > 0 ? partsHtml(picture) : undefined,
            claims: sectionContent(claimsSection(claims)),
            ...provenanceParts(used.toReversed()),
          }
        : {},
      sections: isMeasured ? evidence.map(checkSection) : [],
    };
  },
});
