import { reasonOf } from '@singlora/core/errors';
import { coded, type HubError } from './errors.ts';

/** The reason of a failed fetch: its own messages are "fetch failed" and "terminated", only the cause says why. */
export function networkDetail(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return reasonOf(cause);
}

export function unreachable(endpoint: string, detail: string, proxy: boolean): HubError {
  const hint = proxy
    ? '; a proxy is set, which Node uses only with NODE_USE_ENV_PROXY=1 (Node 22.21, 24 or later)'
    : '';
  return coded.HUB_OFFLINE`${endpoint} cannot be reached (${detail})${hint}`;
}

export const offlineByChoice = () => coded.HUB_OFFLINE`HF_HUB_OFFLINE forbids the network`;

export function requestRefused(
  status: number,
  what: string,
  detail: string,
  hasToken: boolean,
): HubError {
  const because = detail && ` (${detail})`;
  if (detail === 'GatedRepo' || status === 403) {
    return coded.HUB_DENIED`Access to ${what} is restricted${because}. Accept its terms on its page and set HF_TOKEN${hasToken ? ' to a token that may read it' : ''}.`;
  }
  if (status === 401) {
    return hasToken
      ? coded.HUB_NOT_FOUND`${what} does not exist, or HF_TOKEN is wrong or may not read it${because}.`
      : coded.HUB_NOT_FOUND`${what} does not exist or is private${because}. Check the name; set HF_TOKEN if it is private.`;
  }
  if (status === 404) {
    return coded.HUB_NOT_FOUND`${what} does not exist${because}. Check the name, the revision and the file.`;
  }
  return coded.HUB_UNAVAILABLE`The Hub answered ${status} for ${what}${because}. Try again later.`;
}

export const notAHub = (endpoint: string, missing: string) =>
  coded.HUB_UNAVAILABLE`${endpoint} does not answer like a Hugging Face Hub: its answer has no usable ${missing}. Check HF_ENDPOINT, and whether this network asks for a login.`;

export const interrupted = (what: string, received: number, detail: string) =>
  coded.HUB_INTERRUPTED`The download of ${what} broke off after ${received} bytes (${detail}). What arrived is kept: the same command resumes it.`;

export const longerThanAnnounced = (what: string, size: number) =>
  coded.HUB_CHECKSUM`${what} is longer than the ${size} bytes announced. It was deleted.`;
