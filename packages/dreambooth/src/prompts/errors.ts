import { quoted } from '@singlora/formats';
import { DreamBoothError } from '../errors.ts';

export function noIdentifier(): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_IDENTIFIER',
    'The identifier is empty. Give a rare word that stands for the subject in prompts, such as sks.',
  );
}

export function identifierIsClass(identifier: string): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_IDENTIFIER',
    `The identifier ${quoted(identifier)} is the class too, so that no prompt could tell the subject from others of its class. Give a rare word as identifier, such as sks.`,
  );
}
