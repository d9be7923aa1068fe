import { HubError } from '@singlora/hub';

/** Whether an error says that no network could be reached, or may be. */
export function isOffline(error: unknown): error is HubError {
  return error instanceof HubError && error.code === 'HUB_OFFLINE';
}
