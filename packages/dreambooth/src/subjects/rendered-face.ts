import {
  drawFaceSetting,
  drawPerson,
  renderFace,
  sceneNames,
  situations,
  type GivenSetting,
  type Person,
} from '@singlora/renderer';
import { randomStream } from '@singlora/runtime';
import type { AssetRecord } from '@singlora/tracking';
import { renderedAsset } from './rendered-asset.ts';
import type { PreparedSubject } from './prepared.ts';
import type { NamedPicture } from './read.ts';

/** Which rendered person, and how many pictures there are of them. */
export interface RenderedFaceSettings {
  readonly seed: number;
  /** pixels a side */
  readonly size: number;
  /** to learn from */
  readonly instances: number;
  /** to compare with, in each situation */
  readonly referencesPerSituation: number;
}

/** A rendered person, all of whose attributes are known. */
export interface RenderedFace extends PreparedSubject {
  readonly person: Person;
  /** For a run's record: the SHA-256 of its pictures' pixels. */
  readonly asset: AssetRecord;
}

/**
 * Person i of a seed. The pictures to learn from are in different scenes, as far as these go, with any expression; those to
 * compare with are others, in every situation that the renderer can draw. Each prompt asks for one of these.
 */
export function renderedFace(
  i: number,
  { seed, size, instances, referencesPerSituation }: RenderedFaceSettings,
): RenderedFace {
  const random = randomStream(seed, 'person', i);
  const person = drawPerson(random);
  const name = `person ${i + 1}`;
  /** In one situation after another. */
  const views = (of: string, count: number, given: readonly GivenSetting[]): NamedPicture[] =>
    Array.from({ length: count }, (_, at) => {
      const stream = randomStream(seed, 'person', i, of, at);
      const setting = drawFaceSetting(stream, given[at % given.length]);
      const picture = renderFace({ person, ...setting }, size);
      return { name: `${name}, ${of} ${at + 1}`, picture };
    });
  const scenes = [...random.permutation(sceneNames.length)].map((at) => ({
    scene: sceneNames[at] as (typeof sceneNames)[number],
  }));
  const learned = views('picture', instances, scenes);
  const references = views(
    'reference',
    referencesPerSituation * situations.length,
    situations.map(({ given }) => given),
  );
  return {
    person,
    name,
    className: 'person',
    instances: learned,
    references,
    prompts: situations.map(({ phrase }) => `a photo of a {0} {1} ${phrase}`),
    asset: renderedAsset(
      name,
      { learned, references },
      'A rendered person stands in for photographs of one.',
    ),
  };
}
