import { basename, resolve } from 'node:path';
import {
  googleDreamBooth,
  googleSubjects,
  loadOwnSubject,
  loadSubjects,
  prepareSubject,
  renderedSubject,
  type PreparedSubject,
  type RenderedSubject,
  type Subject,
  type Subjects,
} from '@singlora/dreambooth';
import type { ResolveOptions } from '@singlora/hub';
import { classNames } from '@singlora/pictures';
import { misuse } from '@singlora/runner';
import type { AssetRecord } from '@singlora/tracking';
import type { DreamBoothSettings } from './settings.ts';

export const areRendered = (data: string): boolean => data === 'rendered';

/** The number of a rendered subject in its series, counted from 1, from its name. */
export const numberInSeries = (name: string): number =>
  Number(/ (\d+)( for trials)?$/.exec(name)?.[1] ?? 1);

/** The name of the judge of rendered pictures in settings. */
export const judgeName = 'judge';

export const faceEncoderName = 'dlib (@vladmandic/face-api)';

/** A subject with its pictures, and their entry in a run's record. */
export interface LoadedSubject {
  readonly subject: PreparedSubject | RenderedSubject;
  readonly assets: readonly AssetRecord[];
}

/** A subject to plan runs for. */
export interface PlannedSubject {
  readonly name: string;
  /** null: taken from the data set */
  readonly className: string | null;
  /** @param resolution pixels a side */
  load(resolution: number, options: ResolveOptions): Promise<LoadedSubject>;
}

/** The subjects of results, and those of the trials of a search for learning rates. */
export interface Candidates {
  readonly results: readonly PlannedSubject[];
  readonly trials: readonly PlannedSubject[];
}

/** The numbers of the series of rendered subjects. The series are disjoint. */
const series = { results: 0, trials: 1 };

const usualPictures = 5;

/**
 * The subjects of an experiment's runs, from its settings alone: nothing is read yet.
 * @throws UsageError for settings that contradict each other
 */
export function candidatesOf(settings: DreamBoothSettings): Candidates {
  const { subject, data, subjects, found } = settings;
  if (settings.lineUp > 0 && (subject !== undefined || !areRendered(data)))
    throw misuse`--line-up picks a rendered subject out of others of its class, and photographs have none. Leave it out, or give --line-up=0.`;
  if (subject !== undefined) return { results: [ownCandidate(settings, subject)], trials: [] };
  if (settings.class !== undefined)
    throw misuse`--class says what --subject is; give a folder of pictures with it.`;
  const trials = settings.lr === 'search' ? (settings.search.subjects ?? []) : [];
  if (areRendered(data)) {
    const countOf = (value: DreamBoothSettings['subjects']): number => {
      if (typeof value === 'number') return value;
      if (value.length === 0) return 0;
      throw misuse`Rendered subjects have no names: give how many, from 1 to 10000, such as --subjects=3.`;
    };
    // The settings of a recorded run give only its own subject, which may be one for trials.
    const isFound = found !== undefined && subjects === numberInSeries(found.subject);
    const of = isFound && found.purpose === 'trial' ? 'trials' : 'results';
    const results = renderedCandidates(settings, of, countOf(subjects));
    const own = results.at(-1)?.name ?? 'none';
    if (isFound && own !== found.subject)
      throw misuse`--config: no rendered subject is called "${found.subject}": in that place is "${own}".`;
    return {
      results: isFound ? results.slice(-1) : results,
      trials: renderedCandidates(settings, 'trials', countOf(trials)),
    };
  }
  const tried = namesOf(data, trials);
  const isAll = Array.isArray(subjects) && subjects.includes('all');
  const results = namesOf(data, subjects).filter((name) => !isAll || !tried.includes(name));
  const both = tried.filter((name) => results.includes(name));
  if (both.length > 0)
    throw misuse`A search must not try rates on subjects that have results: ${both.join(', ')}. Leave ${both.length > 1 ? 'them' : 'it'} out of --subjects or of --search-subjects.`;
  return {
    results: results.map((name) => filedCandidate(settings, name)),
    trials: tried.map((name) => filedCandidate(settings, name)),
  };
}

function namesOf(data: string, subjects: DreamBoothSettings['subjects']): readonly string[] {
  if (typeof subjects === 'number')
    throw misuse`The subjects of ${data} have names: give these, such as --subjects=dog,vase, or all.`;
  if (subjects.length !== 1 || subjects[0] !== 'all') return subjects;
  if (data === googleDreamBooth) return Object.keys(googleSubjects);
  throw misuse`--subjects=all is for ${googleDreamBooth}: give the names of ${data}'s.`;
}

function renderedCandidates(
  { pictures, references }: DreamBoothSettings,
  of: keyof typeof series,
  count: number,
): PlannedSubject[] {
  const ending = of === 'trials' ? ' for trials' : '';
  return Array.from({ length: count }, (_, i) => {
    const className = classNames[i % classNames.length] as string;
    return {
      name: `${className} ${i + 1}${ending}`,
      className,
      load(size) {
        const seed = series[of];
        const subject = renderedSubject(i, {
          seed,
          size,
          instances: pictures === 'all' ? usualPictures : pictures,
          referencesPerScene: references,
        });
        return Promise.resolve({ subject, assets: [subject.asset] });
      },
    };
  });
}

function filedCandidate(settings: DreamBoothSettings, name: string): PlannedSubject {
  const { data } = settings;
  return {
    name,
    className: googleSubjects[name]?.className ?? null,
    load: async (resolution, options) =>
      prepared(
        settings,
        resolution,
        options,
        await loadSubjects({
          ...options,
          ...(data === googleDreamBooth ? {} : { folder: data }),
          subjects: [name],
        }),
      ),
  };
}

function ownCandidate(settings: DreamBoothSettings, folder: string): PlannedSubject {
  const className = settings.class?.trim();
  if (!className)
    throw misuse`Say what ${folder} shows with --class, the noun that prompts call it by, such as --class=dog.`;
  return {
    name: basename(resolve(folder)),
    className,
    load: async (resolution, options) =>
      prepared(settings, resolution, options, await loadOwnSubject({ folder, className }, options)),
  };
}

async function prepared(
  { framing, pictures }: DreamBoothSettings,
  resolution: number,
  { onNotice }: ResolveOptions,
  { subjects, prompts, assets }: Subjects,
): Promise<LoadedSubject> {
  const [found] = subjects as readonly [Subject];
  const subject = await prepareSubject(found, prompts, { resolution, framing }, onNotice);
  return {
    subject: {
      ...subject,
      instances: subject.instances.slice(0, pictures === 'all' ? undefined : pictures),
    },
    assets,
  };
}
