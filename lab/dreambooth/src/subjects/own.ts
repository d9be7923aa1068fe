import { basename, resolve } from 'node:path';
import { assetRecordOf, resolveDataset, type ResolveOptions } from '@singlora/hub';
import { noClass, noSubjectFolder, noPictures } from './errors.ts';
import { loadPrompts } from '../prompts/load.ts';
import { liveClasses, googleDreamBooth } from './google.ts';
import { pictureFiles } from './picture-files.ts';
import { subjectOf, type Subjects } from './subject.ts';

/** A user's own subject, named as its folder; cats, dogs and people use the prompts for live ones. */
export interface OwnSubject {
  /** The folder of its pictures. */
  readonly folder: string;
  /** Its class: "dog". */
  readonly className: string;
}

/**
 * A subject from a folder of pictures, with google/dreambooth's prompts or, without a network, the built-in ones.
 *
 * @throws DreamBoothError `DREAMBOOTH_FOLDER`, `DREAMBOOTH_EMPTY`, `DREAMBOOTH_CLASS`; HubError
 */
export async function loadOwnSubject(
  own: OwnSubject,
  options: ResolveOptions = {},
): Promise<Subjects> {
  const { onNotice: notice = () => undefined } = options;
  const folder = resolve(own.folder);
  const className = own.className.trim();
  const name = basename(folder);
  if (className === '') throw noClass(name);
  const names = await pictureFiles(folder, notice);
  if (!names) throw noSubjectFolder(folder);
  if (names.length === 0) throw noPictures(folder);
  const assets = await resolveDataset(folder, names, options);
  const pictures = Object.values(assets.files);
  const isLive = liveClasses.has(className);
  const subject = subjectOf({ name, className, isLive, pictures }, notice);
  const { prompts, asset } = await loadPrompts(options);
  const record = {
    ...assetRecordOf(assets, subject.pictures),
    id: name,
    standIn: `The user's own pictures (${subject.pictures.length}), in place of the subjects of ${googleDreamBooth}.`,
  };
  return { subjects: [subject], prompts, assets: [record, asset] };
}
