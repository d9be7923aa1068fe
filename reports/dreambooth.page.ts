import { sideBySide } from './dreambooth/side-by-side.ts';
import { isDreamBooth, suites } from './dreambooth/suites.ts';
import { pictureMargin } from '@singlora/comparison';
import { fewestSeeds } from '@singlora/records';
import { format, markup, page, pageOnly, sectionContent } from '@singlora/reporting';
import { contradictionsNote, damagedList, damagedRunsNote, versionsNote } from './damaged.ts';
import { RunFiles } from './dreambooth/run-files.ts';
import { isMaking, makingOf } from './dreambooth/making.ts';
import { makingSection } from './dreambooth/small-model.ts';
import { printedGains } from './dreambooth/words.ts';
import { suiteSection } from './dreambooth/suite-section.ts';
import { claimsSection, claimsTally } from './ledger.ts';
import { beginning } from './beginning.ts';
import { provenanceParts } from './provenance.ts';
import type { Recorded } from './suites.ts';

/** The DreamBooth page: the measurements, what the paper says, and how to reproduce both. */
export default page({
  title: 'SingLoRA and LoRA on DreamBooth',
  name: 'DreamBooth',
  description:
    'Subjects learned from a few pictures with SingLoRA, LoRA and others, measured independently of the paper.',
  place: 2,
  reads: ({ runs, dreamBooth, damaged, limits }: Recorded) => ({
    ...dreamBooth(),
    recorded: runs.filter(
      ({ record: { experiment } }) => isDreamBooth(experiment) || isMaking(experiment),
    ),
    damaged,
    limits,
  }),
  async show({ recorded, runs, otherVersions, settings, claims, damaged, limits }) {
    const making = makingOf(recorded.filter(({ record }) => isMaking(record.experiment)));
    const files = new RunFiles();
    const suiteSections = suites.map((suite) =>
      suiteSection(suite, {
        settings: settings.filter(({ experiment }) => experiment === suite.name),
        files,
        limits,
      }),
    );
    const makingPart = await makingSection(making, settings, files);
    const isMeasured = settings.length > 0;
    const finished = [
      ...runs.map(({ record }) => record),
      ...[making.model, making.judge].flatMap((run) => run?.record ?? []),
    ].filter(({ status }) => status === 'finished');
    const [leading] = suites.flatMap(
      ({ name }) => settings.find(({ experiment }) => experiment === name) ?? [],
    );
    const picture = leading && sideBySide(leading, files);
    return {
      document: 'dreambooth',
      isBegun: isMeasured,
      begin: beginning(runs, {
        first: {
          says: 'No subject was learned yet. This command learns the first ones, draws and scores them, and makes this page:',
          commands: ['npx nx run experiments:dreambooth'],
        },
        isTrial: ({ config, scored }) => config.purpose === 'trial' && scored,
        scoreless: 'diverged',
      }),
      recorded: format.plural(recorded.length, 'run'),
      claims: isMeasured ? claims : [],
      notes: [
        damagedRunsNote(damaged),
        contradictionsNote(runs),
        versionsNote([...otherVersions, ...making.otherVersions]),
        damagedList(
          files.problems,
          `${format.plural(files.problems.length, 'file')} of runs cannot be used: ${files.problems.length === 1 ? 'it is' : 'they are'} not among the pictures`,
        ),
      ],
      values: {
        margin: `±${pictureMargin}`,
        subjects: format.count(fewestSeeds),
        printed: printedGains(),
      },
      parts: {
        picture: picture && pageOnly(markup`<div class="picture">${picture}</div>\n`),
        ...(isMeasured &&
          Object.fromEntries(suiteSections.map((one) => [one.id, sectionContent(one)]))),
        tally: isMeasured ? markup`<p>${claimsTally(claims)}</p>` : undefined,
        claims: sectionContent(claimsSection(claims)),
        'small-model': makingPart && sectionContent(makingPart),
        ...(finished.length > 0 && provenanceParts(finished)),
      },
    };
  },
});
