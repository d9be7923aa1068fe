import {
  classNames,
  drawPose,
  drawScene,
  drawSubject,
  placed,
  render,
  sceneNames,
  type SceneName,
  type MadeUpSubject,
} from '@singlora/pictures';
import { randomStream } from '@singlora/runtime';
import type { AssetRecord } from '@singlora/tracking';
import type { PreparedSubject } from './prepared.ts';
import type { NamedPicture } from './read.ts';
import { renderedAsset } from './rendered-asset.ts';

/** The choice of a rendered subject, and the numbers of its pictures. */
export interface RenderedSettings {
  readonly seed: number;
  /** pixels a side */
  readonly size: number;
  /** the number of training pictures */
  readonly instances: number;
  readonly referencesPerScene: number;
}

/** A rendered subject, all of whose attributes are known. */
export interface RenderedSubject extends PreparedSubject {
  readonly subject: MadeUpSubject;
  /** The scene of each of its prompts. */
  readonly scenes: readonly SceneName[];
  readonly referenceScenes: readonly SceneName[];
  /** Its entry in a run's record, with the SHA-256 of its pictures' pixels. */
  readonly asset: AssetRecord;
}

/**
 * Subject i of a seed's held-out subjects: neither the small text-to-image model nor its judge has seen one like it.
 * Classes take turns. Training pictures are in different scenes, as far as there are enough; references are other
 * pictures, in all scenes. Its prompts place it in each scene.
 */
export function renderedSubject(
  i: number,
  { seed, size, instances, referencesPerScene }: RenderedSettings,
): RenderedSubject {
  const random = randomStream(seed, 'subject', i);
  const className = classNames[i % classNames.length] as (typeof classNames)[number];
  const subject = drawSubject(random, 'held-out', className);
  const name = `${className} ${i + 1}`;
  /** Pictures of the subject in one scene after another. */
  const views = (of: string, count: number, scenes: readonly SceneName[]): NamedPicture[] =>
    Array.from({ length: count }, (_, at) => {
      const stream = randomStream(seed, 'subject', i, of, at);
      const scene = drawScene(stream, scenes[at % scenes.length]);
      const picture = render({ subject, scene, pose: drawPose(stream) }, size);
      return { name: `${name}, ${of} ${at + 1}`, picture };
    });
  const order = [...random.permutation(sceneNames.length)];
  const learned = views(
    'picture',
    instances,
    order.map((at) => sceneNames[at] as SceneName),
  );
  const references = views('reference', referencesPerScene * sceneNames.length, sceneNames);
  return {
    subject,
    name,
    className,
    instances: learned,
    references,
    prompts: sceneNames.map((scene) => placed('a photo of a {0} {1}', scene)),
    scenes: sceneNames,
    referenceScenes: references.map((_, at) => sceneNames[at % sceneNames.length] as SceneName),
    asset: renderedAsset(
      name,
      { learned, references },
      'A rendered subject stands in for the photographs of google/dreambooth.',
    ),
  };
}
