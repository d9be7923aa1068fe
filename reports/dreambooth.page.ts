import { sideBySide } from './dreambooth/side-by-side.ts';
import { isDreamBooth, suites } from './dreambooth/suites.ts';
import { isAtBestRate } from '@singlora/comparison';
import { format, markup, page } from '@singlora/reporting';
import { contradictionsNote, damagedList, damagedRunsNote, versionsNote } from './damaged.ts';
import { ruleText } from './dreambooth/words.ts';
import { differenceDigest, differenceSentence } from './dreambooth/digest.ts';
import { RunFiles } from './dreambooth/run-files.ts';
import { isMaking, makingOf } from './dreambooth/making.ts';
import { makingSection } from './dreambooth/small-model.ts';
import { suiteSection } from './dreambooth/suite-section.ts';
import { claimsSection, claimsTally } from './ledger.ts';
import { beginning } from './beginning.ts';
import { provenanceSections } from './provenance.ts';
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
    const suiteSections = await Promise.all(
      suites.map((suite) =>
        suiteSection(suite, {
          settings: settings.filter(({ experiment }) => experiment === suite.name),
          files,
          limits,
        }),
      ),
    );
    const makingPart = await makingSection(making, settings, files);
    const isMeasured = settings.length > 0;
    const finished = [
      ...runs.map(({ record }) => record),
      ...[making.model, making.judge].flatMap((run) => run?.record ?? []),
    ].filter(({ status }) => status === 'finished');
    const leading = suites.flatMap(
      ({ name }) => settings.find(({ experiment }) => experiment === name) ?? [],
    );
    return {
      lede: leading.slice(0, 1).map(differenceSentence),
      picture: leading.slice(0, 1).map((setting) => sideBySide(setting, files)),
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
      digest: differenceDigest(
        settings.filter((one) => leading.includes(one) || isAtBestRate(one)),
      ),
      notes: [
        damagedRunsNote(damaged),
        contradictionsNote(runs),
        versionsNote([...otherVersions, ...making.otherVersions]),
        damagedList(
          files.problems,
          `${format.plural(files.problems.length, 'file')} of runs cannot be used: ${files.problems.length === 1 ? 'it is' : 'they are'} not among the pictures`,
        ),
      ],
      sections: [
        ...(isMeasured ? suiteSections : []),
        {
          ...claimsSection(claims, 'The paper’s claims'),
          intro: markup`<p>${isMeasured && claimsTally(claims)}</p><p>${ruleText}</p>`,
        },
        makingPart,
        ...(finished.length > 0 ? provenanceSections(finished) : []),
      ],
    };
  },
});
