import { reasonOf } from '@singlora/core/errors';
import { listedNames, quoted } from '@singlora/core/formats';
import { dreamBoothBecause, codedDreamBooth } from '../errors.ts';

export const noSubjectFolder = (folder: string) =>
  codedDreamBooth.DREAMBOOTH_FOLDER`There is no folder ${folder}. Check the path: it holds the pictures of one subject, or folders of several.`;

export const noClassesFile = (folder: string, file: string) =>
  codedDreamBooth.DREAMBOOTH_FOLDER`Neither ${folder} nor a folder dataset in it holds ${file}, which names the class of each subject. If the pictures in it are of one subject, say what it is: its class, such as dog.`;

export const noPictures = (folder: string) =>
  codedDreamBooth.DREAMBOOTH_EMPTY`${folder} holds no pictures. Put 3 to 6 of the subject there, as JPEG, PNG, WebP or GIF; folders inside it are not looked into.`;

export const noSubjects = (root: string, named: readonly string[]) =>
  codedDreamBooth.DREAMBOOTH_EMPTY`${root} has a folder for none of the subjects that its table names: ${listedNames(named)}.`;

export const unknownSubject = (name: string, known: readonly string[], meant: string | undefined) =>
  codedDreamBooth.DREAMBOOTH_SUBJECT`There is no subject ${quoted(name)}.${meant === undefined ? '' : ` Did you mean ${meant}?`} There are: ${known.join(', ')}.`;

export const subjectWithoutFolder = (root: string, names: readonly string[]) =>
  codedDreamBooth.DREAMBOOTH_SUBJECT`${root} has no folder of pictures for ${listedNames(names)}. Fetch them, or leave ${names.length > 1 ? 'these subjects' : 'this subject'} out.`;

export const noClass = (subject: string) =>
  codedDreamBooth.DREAMBOOTH_CLASS`The class of ${subject} is not known. Give it: the noun for the subject in prompts, such as dog.`;

export const noClassInTable = (subject: string, path: string) =>
  codedDreamBooth.DREAMBOOTH_CLASS`${path} names no class for ${subject}. Add the line "${subject},<its class>" to its table of classes.`;

export const badClassesFile = (path: string, line: number, problem: string) =>
  codedDreamBooth.DREAMBOOTH_CLASSES_FILE`${path}, line ${line}: ${problem}. The file has to have the form of google/dreambooth's: fetch it again, or mend the line.`;

export const largeClassesFile = (path: string, most: number) =>
  codedDreamBooth.DREAMBOOTH_CLASSES_FILE`${path} has more than ${most / 1e6} MB, so it is no table of classes. Fetch it again.`;

export const unreadableClassesFile = (path: string, cause: unknown) =>
  dreamBoothBecause(cause)
    .DREAMBOOTH_CLASSES_FILE`Cannot read ${path}: ${reasonOf(cause)}. Check the path.`;

export const subjectsOffline = (why: string, cause: unknown) =>
  dreamBoothBecause(cause)
    .DREAMBOOTH_OFFLINE`No pictures of google/dreambooth. Three ways out: connect once, so that they are fetched; set HF_HUB_CACHE to a cache that holds them; or name a folder, of google/dreambooth or of pictures of your own.\n${why}`;
